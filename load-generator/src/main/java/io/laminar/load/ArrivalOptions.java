package io.laminar.load;

import io.laminar.load.schedule.Profile;
import io.laminar.load.schedule.RateCurve;
import io.laminar.load.schedule.StepsText;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When requests leave.
 *
 * @param closed each connection is kept busy and the answers decide when the next request leaves;
 *     the curve is then meaningless
 * @param poisson departures at random with the rate on average, else evenly spaced
 * @param curve the rate over the run
 * @param title the curve in words, such as {@code 1,000 requests/s}
 */
public record ArrivalOptions(boolean closed, boolean poisson, RateCurve curve, String title) {

  public static final Setting<String> MODEL =
      Setting.choice(
          "load.model",
          List.of("open", "closed"),
          "open",
          "open: requests leave when the schedule says; closed: each connection is kept busy, which"
              + " shows a maximum and no latency that users would see");
  public static final Setting<String> PROFILE =
      Setting.choice(
          "load.profile",
          Stream.concat(Stream.of("none"), Profile.labels().stream()).toList(),
          "none",
          "a rate that changes as it did at a growing exchange, within load.duration: growth is"
              + " 4,000 to 150,000 requests/s, spike is 38,000 to 112,000 and back");
  public static final Setting<Double> SCALE =
      Setting.decimal(
          "load.scale", 0.00001, 100, "", 1, "multiplies the rate, of a profile and of steps too");
  public static final Setting<String> STEPS =
      Setting.matching(
          "load.steps",
          StepsText.PATTERN,
          StepsText.ALLOWED,
          "",
          "steps and ramps of the rate, instead of load.rate and load.duration");

  public static final List<Setting<?>> SETTINGS = List.of(MODEL, PROFILE, SCALE, STEPS);

  static final List<Configuration.Rule> RULES =
      List.of(
          given ->
              given.get(STEPS).isEmpty() || given.get(PROFILE).equals("none")
                  ? Optional.empty()
                  : Optional.of(STEPS + " and " + PROFILE + " exclude each other"),
          given ->
              given.get(MODEL).equals("open")
                      || given.get(STEPS).isEmpty() && given.get(PROFILE).equals("none")
                  ? Optional.empty()
                  : Optional.of(
                      MODEL + " closed has no rate: leave out " + STEPS + " and " + PROFILE),
          given -> stepsProblem(given.get(STEPS)));

  static ArrivalOptions from(Configuration given) {
    boolean poisson = given.get(LoadOptions.ARRIVALS).equals("poisson");
    Duration duration = given.get(LoadOptions.DURATION);
    double scale = given.get(SCALE);
    String profile = given.get(PROFILE);
    String steps = given.get(STEPS);
    if (!profile.equals("none")) {
      RateCurve curve = Profile.of(profile).curve(duration, scale);
      return new ArrivalOptions(
          false,
          poisson,
          curve,
          String.format(
              Locale.ROOT,
              "profile %s x %s, up to %,.0f requests/s",
              profile,
              scale,
              curve.peak()));
    }
    if (!steps.isEmpty()) {
      return new ArrivalOptions(
          false, poisson, StepsText.parse(steps).times(scale), "steps " + steps + scaled(scale));
    }
    double rate = given.get(LoadOptions.RATE) * scale;
    return given.get(MODEL).equals("closed")
        ? closed(duration)
        : constant(rate, poisson, given.get(LoadOptions.RAMP), duration);
  }

  /** True if there is one rate, which is grown up to. */
  static boolean hasRamp(Configuration given) {
    return given.get(MODEL).equals("open")
        && given.get(STEPS).isEmpty()
        && given.get(PROFILE).equals("none");
  }

  /** One rate, after a growth up to it. */
  static ArrivalOptions constant(double rate, boolean poisson, Duration ramp, Duration duration) {
    String growth =
        ramp.isZero()
            ? ""
            : String.format(Locale.ROOT, " after a ramp of %.1f s", ramp.toMillis() / 1e3);
    return new ArrivalOptions(
        false,
        poisson,
        RateCurve.constant(rate, ramp, duration),
        String.format(Locale.ROOT, "%,.0f requests/s%s", rate, growth));
  }

  /** As many as the connections carry. */
  static ArrivalOptions closed(Duration duration) {
    return new ArrivalOptions(
        true,
        false,
        RateCurve.constant(1, Duration.ZERO, duration),
        "as many as the server answers");
  }

  /** How long requests are sent. */
  public Duration duration() {
    return curve.length();
  }

  /** The highest rate asked for, a second; 0 where answers decide. */
  public double peak() {
    return closed ? 0 : curve.peak();
  }

  /** The rate asked for at an instant since the start, a second; 0 where answers decide. */
  double rateAt(long nanos) {
    return closed ? 0 : curve.rateAt(nanos);
  }

  private static String scaled(double scale) {
    return scale == 1 ? "" : " x " + scale;
  }

  private static Optional<String> stepsProblem(String steps) {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    try {
      StepsText.parse(steps);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(STEPS + ": " + e.getMessage());
    }
  }
}
