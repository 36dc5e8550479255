package io.laminar.migration.fleet;

import java.util.function.LongSupplier;

/**
 * Whether a member may still rely on its plan, by its own monotonic clock.
 *
 * <p>Asked before and after operations, so it is one read of the clock and one of a field. A
 * process that was stopped and goes on finds it ended, whichever of its threads runs first: no
 * timer has to fire. The clock may stand still while a whole machine is suspended; then only the
 * stores' own conditional writes protect. Thread-safe.
 */
public final class Lease {

  private final LongSupplier nanoTime;
  private volatile long untilNanos;
  private volatile boolean needless;

  /** A lease that has run out. */
  Lease(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    withdraw();
  }

  /** True while nobody can have gone on without this member. */
  public boolean holds() {
    return needless || nanoTime.getAsLong() - untilNanos < 0;
  }

  /** How much longer it holds, in nanoseconds; negative: for how long it has not. */
  public long leftNanos() {
    return untilNanos - nanoTime.getAsLong();
  }

  /** From now on nothing can follow without this member, lease or not; or no longer so. */
  void needless(boolean isNeedless) {
    needless = isNeedless;
  }

  boolean isNeedless() {
    return needless;
  }

  void grantUntil(long nanos) {
    untilNanos = nanos;
  }

  void withdraw() {
    needless = false;
    untilNanos = nanoTime.getAsLong();
  }
}
