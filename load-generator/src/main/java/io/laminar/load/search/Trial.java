package io.laminar.load.search;

import java.time.Duration;
import java.util.Locale;

/**
 * One rate that was tried.
 *
 * @param rate requests a second
 * @param verdict what came of it
 * @param seen what was seen, in words
 */
public record Trial(double rate, Duration duration, Verdict verdict, String seen) {

  /** What came of a trial. */
  public enum Verdict {
    /** The objective held. */
    HELD,
    /** It did not, or the server did not take the load. */
    MISSED,
    /** The generator could not keep to its schedule, so nothing is known about the server. */
    GENERATOR_BEHIND
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,10.0f/s for %3d s  %-16s  %s",
        rate,
        Math.round(duration.toMillis() / 1e3),
        verdict.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        seen);
  }
}
