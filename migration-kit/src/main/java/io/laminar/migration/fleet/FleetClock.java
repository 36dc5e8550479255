package io.laminar.migration.fleet;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that all members of a fleet agree on: the control store's clock, carried on by this
 * process's monotonic clock, so that a wall clock that is wrong or is set anew matters to nobody.
 *
 * <p>Each answer of the control store tells its time somewhere between question and answer: half
 * that span is the uncertainty. The best sample is kept until a better one comes, or until the
 * drift of the monotonic clock may have made it the worse one (Cristian, "Probabilistic clock
 * synchronization", 1989). Thread-safe.
 */
public final class FleetClock {

  /** Clocks of computers drift apart by less than this, in parts per million. */
  private static final long DRIFT_PPM = 200;

  /**
   * @param atNanos when it was taken, by the monotonic clock
   */
  private record Sample(long atNanos, long epochMicros, long uncertaintyMicros) {

    long worstAt(long nanos) {
      return uncertaintyMicros + (nanos - atNanos) / 1_000 * DRIFT_PPM / 1_000_000;
    }
  }

  private final LongSupplier nanoTime;
  private final LongSupplier wallMicros;
  private volatile Sample best;

  /**
   * @param nanoTime monotonic
   * @param wallMicros microseconds since the epoch; used until the control store was heard
   */
  public FleetClock(LongSupplier nanoTime, LongSupplier wallMicros) {
    this.nanoTime = nanoTime;
    this.wallMicros = wallMicros;
  }

  /** Microseconds since the epoch. */
  public long epochMicros() {
    Sample now = best;
    return now == null
        ? wallMicros.getAsLong()
        : now.epochMicros() + (nanoTime.getAsLong() - now.atNanos()) / 1_000;
  }

  /** How far this may be from the control store's clock. */
  public Duration uncertainty() {
    Sample now = best;
    return now == null
        ? Duration.ofDays(1)
        : Duration.ofNanos(now.worstAt(nanoTime.getAsLong()) * 1_000);
  }

  /** How far this machine's wall clock is ahead of the fleet's time. */
  public Duration wallAhead() {
    return Duration.ofNanos((wallMicros.getAsLong() - epochMicros()) * 1_000);
  }

  /**
   * Takes in an answer of the control store.
   *
   * @param askedNanos when it was asked, by the monotonic clock
   * @param epochMicros what it said
   */
  void heard(long askedNanos, long epochMicros) {
    long now = nanoTime.getAsLong();
    long uncertainty = Math.max(0, now - askedNanos) / 2_000 + 1;
    Sample known = best;
    if (known == null || uncertainty <= known.worstAt(now)) {
      best = new Sample(askedNanos + (now - askedNanos) / 2, epochMicros, uncertainty);
    }
  }
}
