package io.laminar.bidder.server;

import io.laminar.bidder.metrics.LatencyHistogram;
import java.util.function.LongSupplier;

/**
 * How late an event loop comes to what it has to do.
 *
 * <p>A timer should tick each {@value #TICK_MILLIS} ms. As long as the loop is busy with what came
 * before, the tick is overdue; whatever is done meanwhile has waited about as long. So the lag is
 * known while it grows, not only after the tick. Belongs to one event loop.
 */
final class LoopLag {

  static final long TICK_MILLIS = 10;
  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;

  private final LatencyHistogram histogram;
  private long nextTickNanos;

  LoopLag(LatencyHistogram histogram, LongSupplier nanoTime) {
    this.histogram = histogram;
    this.nextTickNanos = nanoTime.getAsLong() + TICK_NANOS;
  }

  /** To be called each {@value #TICK_MILLIS} ms. */
  void tick(long nowNanos) {
    histogram.record(nanos(nowNanos));
    nextTickNanos = nowNanos + TICK_NANOS;
  }

  /** How long what is done now has waited. */
  long nanos(long nowNanos) {
    return Math.max(0, nowNanos - nextTickNanos);
  }
}
