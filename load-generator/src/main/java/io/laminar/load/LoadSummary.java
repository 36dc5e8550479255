package io.laminar.load;

import io.laminar.load.result.RunResult;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run of this process showed; {@link #toString} is an aligned table.
 *
 * @param options the load that was asked for
 * @param machine what it ran on
 * @param sending how long requests were sent: the duration asked for, or less after a stop
 * @param stopped true if it was stopped before its time
 * @param faults why the run says nothing about the server; empty for a valid run
 * @param counts of the whole run
 * @param times of the whole run
 */
public record LoadSummary(
    LoadOptions options,
    Machine machine,
    Duration sending,
    boolean stopped,
    List<Fault> faults,
    Counts counts,
    Times times) {

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

  /** From the intended start to the end of the answer, or to when it was given up. */
  public Latency response() {
    return times.response();
  }

  /** From the sending to the end of the answer; answered requests only. */
  public Latency service() {
    return times.service();
  }

  /** How far the generator was behind its schedule. */
  public Latency lag() {
    return times.lag();
  }

  /** The same, free of this process: what can be kept, added up and compared. */
  public RunResult result() {
    return new RunResult(
        lines(),
        settings(),
        sending,
        stopped,
        faults.stream().map(Fault::text).toList(),
        counts,
        times,
        List.of(),
        List.of(),
        List.of());
  }

  /** Everything in the table, for programs; times in microseconds. */
  public JsonObject toJson() {
    return result().toJson();
  }

  @Override
  public String toString() {
    return result().toString();
  }

  private List<String> lines() {
    ArrivalOptions arrivals = options.arrivals();
    LoadOptions.Wire wire = options.wire();
    MixOptions mix = options.mix();
    return List.of(
        String.format(
            Locale.ROOT,
            "%s  %s%s for %.1f s",
            options.url(),
            arrivals.title(),
            arrivals.closed() ? "" : arrivals.poisson() ? ", at random," : ", evenly spaced,",
            arrivals.duration().toMillis() / 1e3),
        String.format(
            Locale.ROOT,
            "%d connections on %d loop%s, %,d users (Zipf %s%s), tmax %d ms, seed %d%s",
            wire.connections(),
            wire.loops(),
            wire.loops() == 1 ? "" : "s",
            mix.users(),
            mix.zipfExponent(),
            mix.churn() == 0 ? "" : ", " + mix.churn() + " leave a second",
            options.limits().tmax().toMillis(),
            mix.seed(),
            mix.weights().isEmpty() ? "" : ", mix " + mix.weights()),
        String.format(
            Locale.ROOT,
            "%s, %s, %d cores, %s",
            machine.jvm(),
            machine.collector(),
            machine.cores(),
            machine.system()));
  }

  private JsonObject settings() {
    ArrivalOptions arrivals = options.arrivals();
    MixOptions mix = options.mix();
    LoadOptions.Limits limits = options.limits();
    return new JsonObject()
        .put("url", options.url().toString())
        .put("model", arrivals.closed() ? "closed" : "open")
        .put("rate", arrivals.peak())
        .put("load", arrivals.title())
        .put("arrivals", arrivals.poisson() ? "poisson" : "constant")
        .put("durationMillis", arrivals.duration().toMillis())
        .put("connections", options.wire().connections())
        .put("pipelining", options.wire().pipelining())
        .put("loops", options.wire().loops())
        .put("users", mix.users())
        .put("zipfExponent", mix.zipfExponent())
        .put("churn", mix.churn())
        .put("mix", mix.weights())
        .put("seed", mix.seed())
        .put("tmaxMillis", limits.tmax().toMillis())
        .put("timeoutMillis", limits.timeout().toMillis())
        .put("maxInFlight", limits.maxInFlight())
        .put("maxLagMillis", limits.maxLag().toNanos() / 1e6)
        .put("checkShare", limits.checkShare())
        .put("auction", options.auction().kind().label())
        .put("rivals", options.auction().rivals().mean())
        .put("lossShare", options.notices().lossShare())
        .put("renderShare", options.notices().renderShare())
        .put("jvm", machine.jvm())
        .put("collector", machine.collector())
        .put("cores", machine.cores())
        .put("system", machine.system());
  }
}
