package io.laminar.bidder.money;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A part of a campaign's budget that this process alone may spend until its lease ends.
 *
 * <p>The lease's end is on the local monotonic clock, counted from before the ledger was asked, so
 * it comes here earlier than there, however slow the answer was. Thread-safe; one atomic addition
 * for each bid.
 */
final class Slice {

  /** Far below anything that could be added back. */
  private static final long CLOSED = Long.MIN_VALUE / 2;

  static final Slice NONE = new Slice(0, 0, Long.MIN_VALUE);

  private final long nanos;
  private final long settledMillis;
  private final long leaseEndNanos;
  private final AtomicLong left;

  /**
   * @param settledMillis the instant by which the ledger knows this part
   * @param leaseEndNanos on the monotonic clock
   */
  Slice(long nanos, long settledMillis, long leaseEndNanos) {
    this.nanos = nanos;
    this.settledMillis = settledMillis;
    this.leaseEndNanos = leaseEndNanos;
    this.left = new AtomicLong(nanos);
  }

  /** Takes so much out, or nothing and answers false. */
  boolean take(long amount, long nowNanos) {
    if (nanos == 0 || nowNanos - leaseEndNanos >= 0) {
      return false;
    }
    if (left.addAndGet(-amount) >= 0) {
      return true;
    }
    left.addAndGet(amount);
    return false;
  }

  /** From now on nothing can be taken; answers what was left. */
  long close() {
    return Math.max(0, left.getAndSet(CLOSED));
  }

  boolean isOver(long nowNanos) {
    return nanos == 0 || nowNanos - leaseEndNanos >= 0;
  }

  long nanos() {
    return nanos;
  }

  long leftNanos() {
    return Math.max(0, left.get());
  }

  long settledMillis() {
    return settledMillis;
  }

  long leaseEndNanos() {
    return leaseEndNanos;
  }
}
