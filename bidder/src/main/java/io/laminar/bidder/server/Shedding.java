package io.laminar.bidder.server;

/**
 * Whether a request is worth reading. When the loop is so late that the senders' time is likely
 * over, requests are turned away at their heads, unread: that is the cheapest answer, and the only
 * one that lets the loop catch up. One request in each {@value #PROBE_MILLIS} ms is let through all
 * the same, so that it shows in the counts whether requests would be answered in time again.
 * Belongs to one event loop.
 */
final class Shedding {

  static final long PROBE_MILLIS = 100;

  private final LoopLag lag;
  private final long mostLagNanos;
  private long nextProbeNanos = Long.MIN_VALUE;

  Shedding(LoopLag lag, long mostLagNanos) {
    this.lag = lag;
    this.mostLagNanos = mostLagNanos;
  }

  /** True if a request that begins now should be turned away. */
  boolean sheds(long nowNanos) {
    if (lag.nanos(nowNanos) <= mostLagNanos) {
      return false;
    }
    if (nextProbeNanos == Long.MIN_VALUE || nowNanos - nextProbeNanos >= 0) {
      nextProbeNanos = nowNanos + PROBE_MILLIS * 1_000_000;
      return false;
    }
    return true;
  }

  /** How long what is done now has waited. */
  long lagNanos(long nowNanos) {
    return lag.nanos(nowNanos);
  }
}
