package io.laminar.migration.weather;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What makes weather bad, what makes it good again, and when a circuit opens.
 *
 * @param window how long back operations count
 * @param badErrors percent of failures from which it is bad
 * @param goodErrors percent of failures up to which it may become good again
 * @param badLatency percent of the deadline from which the 99th percentile is bad
 * @param goodLatency percent of the deadline up to which it may become good again
 * @param dwell how long it must look good before it is
 * @param circuitErrors percent of operations without an answer from which the circuit opens; 0 = it
 *     never does
 */
public record WeatherLimits(
    Duration window,
    int badErrors,
    int goodErrors,
    int badLatency,
    int goodLatency,
    Duration dwell,
    int circuitErrors) {

  public static final Setting<Duration> WINDOW =
      Setting.duration(
          "store.weather.window",
          "100ms",
          "10m",
          "5s",
          "how long back the operations of a store count; judged, and while it is bad asked again,"
              + " twenty times in it");
  public static final Setting<Integer> BAD_ERRORS =
      Setting.integer(
          "store.weather.bad-errors",
          1,
          100,
          "percent",
          5,
          "failures from which a store counts as bad");
  public static final Setting<Integer> GOOD_ERRORS =
      Setting.integer(
          "store.weather.good-errors",
          0,
          99,
          "percent",
          1,
          "failures up to which a bad store may count as good again");
  public static final Setting<Integer> BAD_LATENCY =
      Setting.integer(
          "store.weather.bad-latency",
          1,
          100,
          "percent of the deadline",
          50,
          "99th percentile of the latency from which a store counts as bad");
  public static final Setting<Integer> GOOD_LATENCY =
      Setting.integer(
          "store.weather.good-latency",
          0,
          99,
          "percent of the deadline",
          25,
          "99th percentile of the latency up to which a bad store may count as good again");
  public static final Setting<Duration> DWELL =
      Setting.duration(
          "store.weather.dwell",
          "0s",
          "1h",
          "5s",
          "how long a bad store must look good before it counts as good");
  public static final Setting<Integer> CIRCUIT_ERRORS =
      Setting.integer(
          "store.circuit-errors",
          0,
          100,
          "percent",
          80,
          "operations without an answer from which a store is no longer asked, but for one probe at"
              + " a time; 0 = it always is");

  public static final List<Setting<?>> SETTINGS =
      List.of(WINDOW, BAD_ERRORS, GOOD_ERRORS, BAD_LATENCY, GOOD_LATENCY, DWELL, CIRCUIT_ERRORS);

  /** What holds when nobody says otherwise. */
  public static final WeatherLimits DEFAULTS = from(Configuration.defaults(SETTINGS));

  /** Reports impossible pairs together with all other problems. */
  public static final Configuration.Rule THRESHOLDS_ARE_APART =
      configuration -> {
        try {
          from(configuration);
          return Optional.empty();
        } catch (IllegalArgumentException e) {
          return Optional.of(e.getMessage());
        }
      };

  /**
   * @throws IllegalArgumentException with every pair that would let the state flap
   */
  public WeatherLimits {
    List<String> problems = new ArrayList<>();
    requireApart(GOOD_ERRORS, goodErrors, BAD_ERRORS, badErrors, problems);
    requireApart(GOOD_LATENCY, goodLatency, BAD_LATENCY, badLatency, problems);
    if (circuitErrors != 0 && circuitErrors < badErrors) {
      problems.add(
          CIRCUIT_ERRORS
              + " ("
              + circuitErrors
              + ") must be 0 or at least "
              + BAD_ERRORS
              + " ("
              + badErrors
              + "): a store that is not asked is a bad one");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  public static WeatherLimits from(Configuration configuration) {
    return new WeatherLimits(
        configuration.get(WINDOW),
        configuration.get(BAD_ERRORS),
        configuration.get(GOOD_ERRORS),
        configuration.get(BAD_LATENCY),
        configuration.get(GOOD_LATENCY),
        configuration.get(DWELL),
        configuration.get(CIRCUIT_ERRORS));
  }

  private static void requireApart(
      Setting<Integer> good, int goodValue, Setting<Integer> bad, int badValue, List<String> into) {
    if (goodValue >= badValue) {
      into.add(
          good
              + " ("
              + goodValue
              + ") must be less than "
              + bad
              + " ("
              + badValue
              + "), to flap less");
    }
  }
}
