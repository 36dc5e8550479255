package io.laminar.stats;

import io.laminar.stats.aggregate.AggregatorStatus;
import io.laminar.stats.canary.CanaryState;

/** How the statistics service is, at one moment. */
public record StatsStatus(AggregatorStatus aggregator, CanaryState canary) {

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
        + explained(aggregator.trouble());
  }

  private static String explained(String reason) {
    return reason.isEmpty() ? "" : "; " + reason;
  }
}
