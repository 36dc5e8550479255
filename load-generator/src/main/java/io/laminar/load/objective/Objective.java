package io.laminar.load.objective;

import io.laminar.load.result.Check;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Times;
import io.laminar.migration.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds that all have to hold, such as {@code p99<=20ms,errors<=0.1%,bids>=5%}. Times are from the
 * intended start. Shares are of the requests that were due: <em>errors</em> is everything but a bid
 * or no-bid in time, <em>timeouts</em> what was late or never answered. Immutable; any thread.
 */
public final class Objective {

  private static final String TIME =
      "(mean|p50|p90|p99|p99\\.9|max)<=([0-9]{1,9}(?:\\.[0-9]+)?)(us|ms|s)";
  private static final String MOST = "(errors|timeouts)<=([0-9]{1,3}(?:\\.[0-9]+)?)%";
  private static final String LEAST = "(bids)>=([0-9]{1,3}(?:\\.[0-9]+)?)%";
  private static final String BOUND = "(" + TIME + "|" + MOST + "|" + LEAST + ")";

  /** What is allowed, empty included. */
  public static final Pattern PATTERN = Pattern.compile("(" + BOUND + "(," + BOUND + ")*)?");

  /** The same in words. */
  public static final String ALLOWED =
      "bounds separated by commas: mean, p50, p90, p99, p99.9 or max <= a time (us, ms, s), errors"
          + " or timeouts <= a percentage, bids >= a percentage; such as"
          + " p99<=20ms,errors<=0.1%,bids>=5%";

  /** What a run is held to. */
  public static final Setting<String> SETTING =
      Setting.matching(
          "load.objective",
          PATTERN,
          ALLOWED,
          "",
          "what the run is held to; missed, it ends with 3");

  private interface Bound {
    Check check(Counts counts, Times times);
  }

  private final List<Bound> bounds;

  private Objective(List<Bound> bounds) {
    this.bounds = bounds;
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException unless it matches {@link #PATTERN}
   */
  public static Objective parse(String text) {
    if (!PATTERN.matcher(text).matches()) {
      throw new IllegalArgumentException("must be " + ALLOWED + ", was \"" + text + "\"");
    }
    List<Bound> bounds = new ArrayList<>();
    for (String bound : text.isEmpty() ? new String[0] : text.split(",")) {
      bounds.add(bound(bound));
    }
    return new Objective(bounds);
  }

  /** Every bound, held against what was seen. */
  public List<Check> check(Counts counts, Times times) {
    return bounds.stream().map(bound -> bound.check(counts, times)).toList();
  }

  /** True if all bounds hold. */
  public boolean holds(Counts counts, Times times) {
    return check(counts, times).stream().allMatch(Check::held);
  }

  private static Bound bound(String text) {
    Matcher time = Pattern.compile(TIME).matcher(text);
    if (time.matches()) {
      double limitMicros = Double.parseDouble(time.group(2)) * micros(time.group(3));
      return (counts, times) -> checkTime(text, time.group(1), limitMicros, times.response());
    }
    Matcher most = Pattern.compile(MOST).matcher(text);
    if (most.matches()) {
      double limit = Double.parseDouble(most.group(2));
      boolean errors = most.group(1).equals("errors");
      return (counts, times) -> {
        double seen = percent(errors ? counts.errors() : counts.timeouts(), counts, 100);
        return new Check(text, String.format(Locale.ROOT, "%.3f%%", seen), seen <= limit);
      };
    }
    Matcher least = Pattern.compile(LEAST).matcher(text);
    if (!least.matches()) {
      throw new IllegalArgumentException("not a bound: " + text);
    }
    double limit = Double.parseDouble(least.group(2));
    return (counts, times) -> {
      double seen = percent(counts.count(Outcome.BID), counts, 0);
      return new Check(text, String.format(Locale.ROOT, "%.3f%%", seen), seen >= limit);
    };
  }

  private static Check checkTime(String text, String which, double limitMicros, Latency latency) {
    double seen =
        switch (which) {
          case "mean" -> latency.meanMicros();
          case "p50" -> latency.p50Micros();
          case "p90" -> latency.p90Micros();
          case "p99" -> latency.p99Micros();
          case "p99.9" -> latency.p999Micros();
          default -> latency.maxMicros();
        };
    // nothing measured is nothing proved; values are exact to three digits
    boolean held = latency.count() > 0 && seen <= limitMicros * 1.001;
    return new Check(text, String.format(Locale.ROOT, "%.2f ms", seen / 1e3), held);
  }

  private static double percent(long part, Counts counts, double ofNothing) {
    return counts.scheduled() == 0 ? ofNothing : 100.0 * part / counts.scheduled();
  }

  private static double micros(String unit) {
    return switch (unit) {
      case "us" -> 1;
      case "ms" -> 1e3;
      default -> 1e6;
    };
  }
}
