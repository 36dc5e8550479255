package io.laminar.load;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run showed; {@link #toString} is an aligned table.
 *
 * @param options the load that was asked for
 * @param machine what it ran on
 * @param sending how long requests were sent: the duration asked for, or less after a stop
 * @param stopped true if it was stopped before its time
 * @param faults why the run says nothing about the server; empty for a valid run
 * @param counts of the whole run
 * @param response from the intended start to the end of the answer, or to when it was given up
 * @param service from the sending to the end of the answer; answered requests only
 * @param lag how far the generator was behind its schedule
 */
public record LoadSummary(
    LoadOptions options,
    Machine machine,
    Duration sending,
    boolean stopped,
    List<String> faults,
    Counts counts,
    Latency response,
    Latency service,
    Latency lag) {

  public LoadSummary {
    faults = List.copyOf(faults);
  }

  /**
   * The conditions that a number means nothing without.
   *
   * @param jvm name and version
   * @param collector of garbage
   */
  public record Machine(String jvm, String collector, int cores, String system) {

    static Machine here() {
      return new Machine(
          System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
          ManagementFactory.getGarbageCollectorMXBeans().stream()
              .map(bean -> bean.getName())
              .collect(Collectors.joining(", ")),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
  }

  /** True if the generator kept to its schedule, so that the numbers are about the server. */
  public boolean isValid() {
    return faults.isEmpty();
  }

  /** Requests a second that the server answered while requests were sent. */
  public double achievedRate() {
    return sending.isZero() ? 0 : counts.answered() / (sending.toNanos() / 1e9);
  }

  /** Everything in the table, for programs; times in microseconds. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("valid", isValid())
        .put("faults", new JsonArray(faults))
        .put("stopped", stopped)
        .put("conditions", conditions())
        .put("requests", requests())
        .put("latencyMicros", latencies())
        .put("exchange", exchange())
        .put("problems", new JsonArray(counts.problems()));
  }

  @Override
  public String toString() {
    return LoadTable.of(this);
  }

  private JsonObject conditions() {
    return new JsonObject()
        .put("url", options.url().toString())
        .put("rate", options.rate())
        .put("arrivals", options.poisson() ? "poisson" : "constant")
        .put("durationMillis", options.duration().toMillis())
        .put("rampMillis", options.ramp().toMillis())
        .put("sendingMillis", sending.toMillis())
        .put("connections", options.connections())
        .put("pipelining", options.pipelining())
        .put("loops", options.loops())
        .put("users", options.users())
        .put("zipfExponent", options.zipfExponent())
        .put("seed", options.seed())
        .put("tmaxMillis", options.tmax().toMillis())
        .put("timeoutMillis", options.timeout().toMillis())
        .put("maxInFlight", options.maxInFlight())
        .put("maxLagMillis", options.maxLag().toNanos() / 1e6)
        .put("checkShare", options.checkShare())
        .put("winShare", options.notices().winShare())
        .put("lossShare", options.notices().lossShare())
        .put("jvm", machine.jvm())
        .put("collector", machine.collector())
        .put("cores", machine.cores())
        .put("system", machine.system());
  }

  private JsonObject requests() {
    var outcomes = new JsonObject();
    counts.countByOutcome().forEach((outcome, count) -> outcomes.put(outcome.label(), count));
    var noBids = new JsonObject();
    counts.noBidsByReason().forEach(noBids::put);
    var dropped = new JsonObject();
    counts.droppedByReason().forEach((reason, count) -> dropped.put(reason.label(), count));
    return new JsonObject()
        .put("scheduled", counts.scheduled())
        .put("answered", counts.answered())
        .put("achievedRate", achievedRate())
        .put("outcomes", outcomes)
        .put("noBids", noBids)
        .put("dropped", dropped);
  }

  private JsonObject latencies() {
    return new JsonObject()
        .put("response", json(response))
        .put("service", json(service))
        .put("lag", json(lag));
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

  private JsonObject exchange() {
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
    var billed = new JsonObject();
    counts.billedMicrosByCurrency().forEach(billed::put);
    return new JsonObject()
        .put("bids", counts.offers())
        .put("notices", notices)
        .put("billedPriceMicros", billed);
  }
}
