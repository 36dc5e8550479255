package io.laminar.load;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What load to make. All numbers are for the whole run; loops share them.
 *
 * @param url of the bid endpoint
 * @param arrivals when requests leave
 * @param wire how they leave
 * @param mix what they ask for, and for whom
 * @param limits how long answers are waited for, and how exact the run must be
 * @param auction who wins
 * @param notices what is told about bids
 */
public record LoadOptions(
    URI url,
    ArrivalOptions arrivals,
    Wire wire,
    MixOptions mix,
    Limits limits,
    AuctionOptions auction,
    NoticeOptions notices) {

  /**
   * @param connections kept open to the server
   * @param pipelining requests that a connection may have under way
   * @param loops event loops
   */
  public record Wire(int connections, int pipelining, int loops) {

    /** The most requests that can be on their way at a time. */
    int capacity() {
      return connections * pipelining;
    }
  }

  /**
   * @param tmax deadline that the requests state; an answer later than this from the intended start
   *     counts as a timeout
   * @param timeout from the intended start, after which an answer is no longer waited for
   * @param maxInFlight requests under way or waiting for a connection; more are dropped
   * @param maxLag the most that the generator may be behind its schedule, at the 99th percentile,
   *     for the run to count
   * @param checkShare the part of the 200s whose body is read and checked
   */
  public record Limits(
      Duration tmax, Duration timeout, int maxInFlight, Duration maxLag, double checkShare) {}

  public static final Setting<String> URL =
      Setting.matching(
          "load.url",
          Pattern.compile("https?://[A-Za-z0-9._\\-]+(:[0-9]{1,5})?(/[!-~]*)?"),
          "http or https://host[:port]/path",
          "http://127.0.0.1:8080/openrtb2/bid",
          "where bid requests are posted");
  public static final Setting<Double> RATE =
      Setting.decimal(
          "load.rate", 0.1, 1_000_000, "requests/s", 1_000, "how many bid requests leave a second");
  public static final Setting<String> ARRIVALS =
      Setting.choice(
          "load.arrivals",
          List.of("constant", "poisson"),
          "constant",
          "whether requests leave evenly spaced or at random");
  public static final Setting<Duration> DURATION =
      Setting.duration("load.duration", "100ms", "30d", "30s", "how long requests are sent");
  public static final Setting<Duration> RAMP =
      Setting.duration(
          "load.ramp",
          "0ms",
          "1h",
          "2s",
          "how long the rate grows up to the full one at the start");
  public static final Setting<Integer> CONNECTIONS =
      Setting.integer(
          "load.connections", 1, 20_000, "connections", 64, "kept open to the server, all loops");
  public static final Setting<Integer> PIPELINING =
      Setting.integer(
          "load.pipelining",
          1,
          64,
          "requests",
          1,
          "how many requests a connection may have under way; exchanges use 1");
  public static final Setting<Integer> LOOPS =
      Setting.integer("load.loops", 1, 256, "event loops", 1, "that send and receive");
  public static final Setting<Integer> USERS =
      Setting.integer(
          "load.users", 1, 1_000_000_000, "users", 100_000, "how many different users there are");
  public static final Setting<Double> ZIPF_EXPONENT =
      Setting.decimal(
          "load.zipf-exponent",
          0,
          5,
          "",
          0.99,
          "how unevenly requests are spread over users; 0 is evenly");
  public static final Setting<Integer> SEED =
      Setting.integer(
          "load.seed", 0, Integer.MAX_VALUE, "", 1, "of all random choices; ids always differ");
  public static final Setting<Duration> TMAX =
      Setting.duration(
          "load.tmax",
          "1ms",
          "60s",
          "120ms",
          "deadline that requests state; later answers are late");
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "load.timeout", "1ms", "60s", "1s", "after which an answer is no longer waited for");
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(
          "load.max-in-flight",
          1,
          1_000_000,
          "requests",
          20_000,
          "how many requests may be under way or wait for a connection; more are dropped");
  public static final Setting<Duration> MAX_LAG =
      Setting.duration(
          "load.max-lag",
          "100us",
          "60s",
          "20ms",
          "how far the generator may be behind at the 99th percentile before the run is invalid");
  public static final Setting<Double> CHECK_SHARE =
      Setting.decimal(
          "load.check-share",
          0,
          1,
          "",
          1,
          "which part of the bid responses is read and checked; only these can win");

  private static final List<Setting<?>> OWN_SETTINGS =
      List.of(
          URL,
          RATE,
          ARRIVALS,
          DURATION,
          RAMP,
          CONNECTIONS,
          PIPELINING,
          LOOPS,
          USERS,
          ZIPF_EXPONENT,
          SEED,
          TMAX,
          TIMEOUT,
          MAX_IN_FLIGHT,
          MAX_LAG,
          CHECK_SHARE);

  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              OWN_SETTINGS,
              ArrivalOptions.SETTINGS,
              MixOptions.SETTINGS,
              AuctionOptions.SETTINGS,
              NoticeOptions.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** Pairs of settings that cannot be meant. */
  public static final List<Configuration.Rule> RULES =
      Stream.of(
              List.<Configuration.Rule>of(
                  given -> portProblem(URI.create(given.get(URL))),
                  given -> loopsProblem(wire(given)),
                  given -> inFlightProblem(given.get(MAX_IN_FLIGHT), wire(given)),
                  given -> timeoutProblem(given.get(TIMEOUT), given.get(TMAX)),
                  given ->
                      ArrivalOptions.hasRamp(given)
                          ? rampProblem(given.get(RAMP), given.get(DURATION))
                          : Optional.empty()),
              ArrivalOptions.RULES,
              MixOptions.RULES)
          .flatMap(List::stream)
          .toList();

  /**
   * @throws IllegalArgumentException if values cannot be meant together; the message holds all
   *     problems
   */
  public LoadOptions {
    List<String> problems =
        Stream.of(
                portProblem(url),
                loopsProblem(wire),
                inFlightProblem(limits.maxInFlight(), wire),
                timeoutProblem(limits.timeout(), limits.tmax()))
            .flatMap(Optional::stream)
            .toList();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  public static LoadOptions from(Configuration given) {
    return new LoadOptions(
        URI.create(given.get(URL)),
        ArrivalOptions.from(given),
        wire(given),
        MixOptions.from(given),
        new Limits(
            given.get(TMAX),
            given.get(TIMEOUT),
            given.get(MAX_IN_FLIGHT),
            given.get(MAX_LAG),
            given.get(CHECK_SHARE)),
        AuctionOptions.from(given),
        NoticeOptions.from(given));
  }

  /** The same load, sent elsewhere. */
  public LoadOptions to(URI other) {
    return new LoadOptions(other, arrivals, wire, mix, limits, auction, notices);
  }

  /**
   * The same load at one rate.
   *
   * @param perSecond requests a second
   * @param ramp of this time the rate grows up to it
   */
  public LoadOptions at(double perSecond, Duration ramp, Duration duration) {
    return with(ArrivalOptions.constant(perSecond, arrivals.poisson(), ramp, duration));
  }

  /** The same requests, as many as a number of connections carry. */
  public LoadOptions closed(int connections, Duration duration) {
    int loops = Math.min(wire.loops(), connections);
    return new LoadOptions(
        url,
        ArrivalOptions.closed(duration),
        new Wire(connections, wire.pipelining(), loops),
        mix,
        limits,
        auction,
        notices);
  }

  /** The same load without a look into answers: none is read, so none wins. */
  public LoadOptions unchecked() {
    var unread =
        new Limits(limits.tmax(), limits.timeout(), limits.maxInFlight(), limits.maxLag(), 0);
    return new LoadOptions(url, arrivals, wire, mix, unread, auction, notices);
  }

  private LoadOptions with(ArrivalOptions others) {
    return new LoadOptions(url, others, wire, mix, limits, auction, notices);
  }

  private static Wire wire(Configuration given) {
    return new Wire(given.get(CONNECTIONS), given.get(PIPELINING), given.get(LOOPS));
  }

  private static Optional<String> portProblem(URI url) {
    return problem(
        url.getPort() <= 65_535 && url.getPort() != 0,
        () -> URL + " must have a port in 1..65535, was " + url);
  }

  private static Optional<String> loopsProblem(Wire wire) {
    return problem(
        wire.connections() >= wire.loops(),
        () ->
            CONNECTIONS
                + " must give each of the "
                + wire.loops()
                + " loops one, was "
                + wire.connections());
  }

  private static Optional<String> inFlightProblem(int maxInFlight, Wire wire) {
    long used = (long) wire.connections() * wire.pipelining();
    return problem(
        maxInFlight >= used,
        () ->
            MAX_IN_FLIGHT
                + " must be at least the "
                + used
                + " requests that the connections can carry, was "
                + maxInFlight);
  }

  private static Optional<String> timeoutProblem(Duration timeout, Duration tmax) {
    return problem(
        timeout.compareTo(tmax) >= 0,
        () ->
            TIMEOUT
                + " must be at least "
                + TMAX
                + " ("
                + tmax.toMillis()
                + " ms), else a late answer could not be told from none; was "
                + timeout.toMillis()
                + " ms");
  }

  private static Optional<String> rampProblem(Duration ramp, Duration duration) {
    return problem(
        ramp.compareTo(duration) < 0,
        () ->
            RAMP
                + " must be shorter than "
                + DURATION
                + " ("
                + duration.toMillis()
                + " ms), was "
                + ramp.toMillis()
                + " ms");
  }

  private static Optional<String> problem(boolean holds, Supplier<String> problem) {
    return holds ? Optional.empty() : Optional.of(problem.get());
  }
}
