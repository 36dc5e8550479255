package io.laminar.migration.store;

import java.util.Objects;

/**
 * How a store has done lately, as one event loop saw it: a reading that never changes.
 *
 * @param state whether it can be relied on; changes with hysteresis, so that it does not flap
 * @param circuitOpen true while operations are refused at once, without asking the server
 * @param calls operations that were watched to their end in the window; of many at once a sample
 * @param failures those of them that ended late, without a server, or for lack of room
 * @param p50Micros half of the look-ups and single writes were at least as fast; microseconds
 * @param p99Micros all but one in a hundred were at least as fast; microseconds
 * @param why what made it bad, in words; empty while it is good
 */
public record Weather(
    State state,
    boolean circuitOpen,
    long calls,
    long failures,
    long p50Micros,
    long p99Micros,
    String why) {

  /** Whether a store can be relied on. */
  public enum State {
    GOOD,
    BAD
  }

  /** Of a store that nobody watches, and of one that has not been asked yet. */
  public static final Weather UNWATCHED = new Weather(State.GOOD, false, 0, 0, 0, 0, "");

  public Weather {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(why, "why");
    if (calls < 0 || failures < 0 || failures > calls) {
      throw new IllegalArgumentException(
          "failures must be 0.." + calls + " (the calls), were " + failures);
    }
  }

  /** True if the store can be relied on. */
  public boolean good() {
    return state == State.GOOD;
  }

  /** Failures among the calls, 0 to 1; 0 if there were none. */
  public double errorShare() {
    return calls == 0 ? 0 : (double) failures / calls;
  }

  /** A percentile of fewer would be one unlucky operation. */
  private static final int ENOUGH = 100;

  /**
   * What two event loops or processes saw of one store: bad if either says so, the slower
   * percentiles, but not those of a few operations beside those of many.
   */
  public Weather and(Weather other) {
    return new Weather(
        good() ? other.state : state,
        circuitOpen || other.circuitOpen,
        calls + other.calls,
        failures + other.failures,
        slower(p50Micros, other, other.p50Micros),
        slower(p99Micros, other, other.p99Micros),
        why.isEmpty() ? other.why : why);
  }

  private long slower(long micros, Weather other, long otherMicros) {
    if (calls < ENOUGH == other.calls < ENOUGH) {
      return Math.max(micros, otherMicros);
    }
    return calls < ENOUGH ? otherMicros : micros;
  }
}
