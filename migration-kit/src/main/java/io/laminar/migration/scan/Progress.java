package io.laminar.migration.scan;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a job is.
 *
 * @param done entries handled, including those of an earlier run that it resumed
 * @param expected entries there are in all, estimated; 0 = unknown
 * @param perSecond entries per second since it began or resumed
 */
public record Progress(long done, long expected, double perSecond) {

  /** Nothing yet. */
  public static final Progress NONE = new Progress(0, 0, 0);

  /** Parts of a hundred, at most 100; empty if the total is unknown. */
  public Optional<Integer> percent() {
    return expected == 0
        ? Optional.empty()
        : Optional.of((int) Math.min(100, 100 * done / expected));
  }

  /** How long it will still take at this rate; empty if that cannot be said. */
  public Optional<Duration> remaining() {
    if (expected == 0 || perSecond <= 0) {
      return Optional.empty();
    }
    long left = Math.max(0, expected - done);
    return Optional.of(Duration.ofMillis((long) (1_000 * left / perSecond)));
  }

  @Override
  public String toString() {
    return done
        + " of about "
        + expected
        + percent().map(percent -> " (" + percent + " %)").orElse("")
        + ", "
        + Math.round(perSecond)
        + "/s"
        + remaining().map(left -> ", " + left.toSeconds() + " s to go").orElse("");
  }
}
