package io.laminar.stats;

import io.laminar.stats.aggregate.AggregatorStatus;
import io.laminar.stats.canary.CanaryState;
import io.laminar.stats.days.DayFeedState;
import io.laminar.stats.retention.RetentionState;
import io.vertx.core.json.JsonObject;

/** How the statistics service is, at one moment. */
public record StatsStatus(
    AggregatorStatus aggregator, CanaryState canary, DayFeedState days, RetentionState retention) {

  /** One line for people. */
  public String line() {
    String lag =
        aggregator.lagRecords() == AggregatorStatus.UNKNOWN
            ? "lag unknown"
            : "lag " + aggregator.lagRecords() + " records";
    return "counted "
        + aggregator.records()
        + " records ("
        + Math.round(aggregator.recordsPerSecond())
        + "/s), "
        + lag
        + ", "
        + aggregator.deadLetters()
        + " kept apart, canary "
        + (canary.alive() ? "alive (lag " + canary.lagMillis() + " ms)" : "absent")
        + explained(canary.reason())
        + explained(aggregator.trouble())
        + explained(days.trouble())
        + explained(retention.trouble());
  }

  /** Everything, for programs. */
  public JsonObject toJson() {
    return new JsonObject()
        .put(
            "aggregator",
            new JsonObject()
                .put("partitions", aggregator.partitions())
                .put("records", aggregator.records())
                .put("recordsPerSecond", aggregator.recordsPerSecond())
                .put(
                    "lagRecords",
                    aggregator.lagRecords() == AggregatorStatus.UNKNOWN
                        ? null
                        : aggregator.lagRecords())
                .put("newNotices", aggregator.newNotices())
                .put("duplicateNotices", aggregator.duplicateNotices())
                .put("billsOfLost", aggregator.billsOfLost())
                .put("lossesOfBilled", aggregator.lossesOfBilled())
                .put("deadLetters", aggregator.deadLetters())
                .put("lostRecords", aggregator.lostRecords())
                .put("overtaken", aggregator.overtaken())
                .put("lastCommitMillis", aggregator.lastCommitMillis())
                .put("trouble", aggregator.trouble()))
        .put(
            "canary",
            new JsonObject()
                .put("alive", canary.alive())
                .put("writtenMillis", canary.writtenMillis())
                .put("lagMillis", canary.lagMillis())
                .put("trouble", canary.reason()))
        .put(
            "days",
            new JsonObject()
                .put("amounts", days.amounts())
                .put("lastMillis", days.lastMillis())
                .put("trouble", days.trouble()))
        .put(
            "retention",
            new JsonObject()
                .put("foldedRows", retention.foldedRows())
                .put("droppedNoticeDays", retention.droppedNoticeDays())
                .put("forgottenLetters", retention.forgottenLetters())
                .put("lastMillis", retention.lastMillis())
                .put("trouble", retention.trouble()));
  }

  private static String explained(String reason) {
    return reason.isEmpty() ? "" : "; " + reason;
  }
}
