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
  private volatile long currentUntilNanos;
  private volatile long currentAsOfMicros;
  private long askedNanos;
  private long answeredMicros;

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

  /**
   * True while this member surely follows the newest publication, but for one that was made within
   * the last lease: it had acknowledged the newest one when it last renewed. Unlike {@link #holds}
   * it ends for a member that renews and does not follow, and for one that knows of no other.
   */
  public boolean isCurrent() {
    return nanoTime.getAsLong() - currentUntilNanos < 0;
  }

  /** When it last did, by the control store's clock, in microseconds since the epoch; 0 = never. */
  public long currentAsOfMicros() {
    return currentAsOfMicros;
  }

  /** From now on nothing can follow without this member, lease or not; or no longer so. */
  void needless(boolean isNeedless) {
    needless = isNeedless;
  }

  boolean isNeedless() {
    return needless;
  }

  /**
   * Notes a renewal, which may come to count only later.
   *
   * @param asked when it was asked for
   * @param nowMicros what the control store's clock said then
   */
  void renewed(long asked, long nowMicros) {
    askedNanos = asked;
    answeredMicros = nowMicros;
  }

  /**
   * Lets the last renewal count, from before it was asked for: the answer may have been long under
   * way.
   *
   * @param current true if the member follows what was the newest publication then
   */
  void grant(long nanos, boolean current) {
    untilNanos = askedNanos + nanos;
    if (current) {
      currentAsOfMicros = answeredMicros;
      currentUntilNanos = untilNanos;
    }
  }

  void withdraw() {
    needless = false;
    untilNanos = nanoTime.getAsLong();
    currentUntilNanos = untilNanos;
  }
}
