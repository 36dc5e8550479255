package io.laminar.bidder.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long answers took, in fixed buckets: one thread writes, any thread reads.
 *
 * <p>Bounds lie where a bidder's deadlines do, from 50 µs to 1 s. A reader may see a count that is
 * a moment ahead of another; none is ever lost or torn.
 */
public final class LatencyHistogram {

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long[] BOUND_MICROS = {
    50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 30_000, 50_000, 100_000,
    200_000, 500_000, 1_000_000
  };

  private final long[] countByBucket = new long[BOUND_MICROS.length + 1];
  private final Tally nanos = new Tally();

  /** Counts one answer. Only the owner's thread. */
  public void record(long tookNanos) {
    long micros = tookNanos / 1_000;
    int bucket = 0;
    while (bucket < BOUND_MICROS.length && micros > BOUND_MICROS[bucket]) {
      bucket++;
    }
    COUNT.setOpaque(countByBucket, bucket, countByBucket[bucket] + 1);
    nanos.add(tookNanos);
  }

  /** How many buckets there are; the last one has no upper bound. */
  static int buckets() {
    return BOUND_MICROS.length + 1;
  }

  /** The greatest duration that a bucket counts, in seconds; infinity for the last one. */
  static double boundSeconds(int bucket) {
    return bucket < BOUND_MICROS.length ? BOUND_MICROS[bucket] / 1e6 : Double.POSITIVE_INFINITY;
  }

  /** How many answers fell into a bucket, not counting those below. Any thread. */
  long count(int bucket) {
    return (long) COUNT.getOpaque(countByBucket, bucket);
  }

  /** The sum of all durations, in seconds. Any thread. */
  double sumSeconds() {
    return nanos.get() / 1e9;
  }
}
