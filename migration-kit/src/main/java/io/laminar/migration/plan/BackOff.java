package io.laminar.migration.plan;

import java.time.Duration;
import java.util.Objects;

/**
 * When jobs give way to live traffic.
 *
 * @param liveP99 the 99th percentile of live look-ups and writes that jobs must not push up
 *     further; 0 = jobs keep their rate whatever live traffic feels
 * @param leastRate entries a second that jobs may handle however slow live traffic is; 1 or more,
 *     so that a copy always comes to its end
 */
public record BackOff(Duration liveP99, int leastRate) {

  /** A percentile above this means nothing to anybody. */
  public static final Duration MOST_P99 = Duration.ofSeconds(60);

  /** As from which a store with the usual deadline no longer looks good. */
  public static final BackOff DEFAULT = new BackOff(Duration.ofMillis(250), 1_000);

  public BackOff {
    Objects.requireNonNull(liveP99, "liveP99");
    if (liveP99.isNegative() || liveP99.compareTo(MOST_P99) > 0) {
      throw new IllegalArgumentException(
          "liveP99 must be 0s.." + MOST_P99.toSeconds() + "s, was " + liveP99.toMillis() + "ms");
    }
    if (leastRate < 1) {
      throw new IllegalArgumentException("leastRate must be 1 or more, was " + leastRate);
    }
  }

  /** True if live traffic is watched. */
  public boolean isOn() {
    return !liveP99.isZero();
  }
}
