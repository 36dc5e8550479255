package io.laminar.load.result;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.NoticeCount;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code summary.json}, written and read. Names stay as they are: programs of others read them. */
final class ResultJson {

  private ResultJson() {}

  static JsonObject write(RunResult result) {
    return new JsonObject()
        .put("valid", result.isValid())
        .put("faults", new JsonArray(result.faults()))
        .put("stopped", result.stopped())
        .put("held", result.held())
        .put("objective", checks(result.objective()))
        .put("reconciliation", checks(result.reconciliation()))
        .put(
            "conditions", result.settings().copy().put("lines", new JsonArray(result.conditions())))
        .put("sendingMillis", result.sending().toMillis())
        .put("requests", requests(result))
        .put("latencyMicros", latencies(result.times()))
        .put("exchange", exchange(result.counts()))
        .put("problems", new JsonArray(result.counts().problems()))
        .put("marks", marks(result.marks()));
  }

  /**
   * @param times which the JSON holds only in part
   * @throws RuntimeException if it is not what {@link #write} made
   */
  static RunResult read(JsonObject json, Times times) {
    JsonObject conditions = json.getJsonObject("conditions").copy();
    List<String> lines = texts(conditions.getJsonArray("lines"));
    conditions.remove("lines");
    return new RunResult(
        lines,
        conditions,
        Duration.ofMillis(json.getLong("sendingMillis")),
        json.getBoolean("stopped"),
        texts(json.getJsonArray("faults")),
        counts(json),
        times,
        readChecks(json.getJsonArray("objective")),
        readChecks(json.getJsonArray("reconciliation")),
        readMarks(json.getJsonArray("marks")));
  }

  private static JsonArray checks(List<Check> checks) {
    var array = new JsonArray();
    for (Check check : checks) {
      array.add(
          new JsonObject()
              .put("wanted", check.wanted())
              .put("seen", check.seen())
              .put("held", check.held()));
    }
    return array;
  }

  private static List<Check> readChecks(JsonArray array) {
    return objects(
        array,
        json ->
            new Check(json.getString("wanted"), json.getString("seen"), json.getBoolean("held")));
  }

  private static JsonArray marks(List<Mark> marks) {
    var array = new JsonArray();
    for (Mark mark : marks) {
      array.add(
          new JsonObject()
              .put("atMillis", mark.atMillis())
              .put("kind", mark.kind())
              .put("text", mark.text()));
    }
    return array;
  }

  private static List<Mark> readMarks(JsonArray array) {
    return objects(
        array,
        json -> new Mark(json.getLong("atMillis"), json.getString("kind"), json.getString("text")));
  }

  private static JsonObject requests(RunResult result) {
    Counts counts = result.counts();
    var outcomes = new JsonObject();
    counts.countByOutcome().forEach((outcome, count) -> outcomes.put(outcome.label(), count));
    var dropped = new JsonObject();
    counts.droppedByReason().forEach((reason, count) -> dropped.put(reason.label(), count));
    return new JsonObject()
        .put("scheduled", counts.scheduled())
        .put("answered", counts.answered())
        .put("timeouts", counts.timeouts())
        .put("errors", counts.errors())
        .put("achievedRate", result.achievedRate())
        .put("outcomes", outcomes)
        .put("noBids", longs(counts.noBidsByReason()))
        .put("dropped", dropped);
  }

  private static JsonObject latencies(Times times) {
    return new JsonObject()
        .put("response", json(times.response()))
        .put("service", json(times.service()))
        .put("lag", json(times.lag()));
  }

  private static JsonObject json(Latency latency) {
    return new JsonObject()
        .put("count", latency.count())
        .put("mean", latency.meanMicros())
        .put("p50", latency.p50Micros())
        .put("p90", latency.p90Micros())
        .put("p99", latency.p99Micros())
        .put("p99.9", latency.p999Micros())
        .put("max", latency.maxMicros());
  }

  private static JsonObject exchange(Counts counts) {
    var notices = new JsonObject();
    counts
        .noticesByKind()
        .forEach(
            (kind, count) ->
                notices.put(
                    kind.label(),
                    new JsonObject()
                        .put("acknowledged", count.acknowledged())
                        .put("failed", count.failed())
                        .put("unsent", count.unsent())));
    return new JsonObject()
        .put("bids", counts.offers())
        .put("wins", counts.wins())
        .put("wonPriceMicros", longs(counts.wonMicrosByCurrency()))
        .put("notices", notices)
        .put("billedPriceMicros", longs(counts.billedMicrosByCurrency()));
  }

  private static JsonObject longs(Map<String, Long> values) {
    var json = new JsonObject();
    values.forEach(json::put);
    return json;
  }

  private static Counts counts(JsonObject json) {
    JsonObject requests = json.getJsonObject("requests");
    JsonObject exchange = json.getJsonObject("exchange");
    return new Counts(
        requests.getLong("scheduled"),
        byEnum(Outcome.class, requests.getJsonObject("outcomes"), Outcome::label),
        readLongs(requests.getJsonObject("noBids")),
        byEnum(DropReason.class, requests.getJsonObject("dropped"), DropReason::label),
        exchange.getLong("bids"),
        exchange.getLong("wins"),
        readLongs(exchange.getJsonObject("wonPriceMicros")),
        notices(exchange.getJsonObject("notices")),
        readLongs(exchange.getJsonObject("billedPriceMicros")),
        texts(json.getJsonArray("problems")));
  }

  private static Map<NoticeKind, NoticeCount> notices(JsonObject json) {
    var counts = new EnumMap<NoticeKind, NoticeCount>(NoticeKind.class);
    for (NoticeKind kind : NoticeKind.values()) {
      JsonObject count = json.getJsonObject(kind.label());
      counts.put(
          kind,
          new NoticeCount(
              count.getLong("acknowledged"), count.getLong("failed"), count.getLong("unsent")));
    }
    return counts;
  }

  private static <E extends Enum<E>> Map<E, Long> byEnum(
      Class<E> type, JsonObject json, Function<E, String> label) {
    var counts = new EnumMap<E, Long>(type);
    Arrays.stream(type.getEnumConstants())
        .forEach(value -> counts.put(value, json.getLong(label.apply(value))));
    return counts;
  }

  private static Map<String, Long> readLongs(JsonObject json) {
    var values = new TreeMap<String, Long>();
    json.fieldNames().forEach(name -> values.put(name, json.getLong(name)));
    return values;
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static <T> List<T> objects(JsonArray array, Function<JsonObject, T> read) {
    return array.stream().map(JsonObject.class::cast).map(read).toList();
  }
}
