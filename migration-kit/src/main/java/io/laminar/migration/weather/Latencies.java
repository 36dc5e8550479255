package io.laminar.migration.weather;

import java.util.Arrays;

/**
 * How long operations took, in the newest slices of time: a histogram per slice and their sum.
 *
 * <p>Buckets are exact below 8 µs and at most an eighth wide above; what takes longer than a minute
 * counts as that. Nothing is allocated after construction. Belongs to one context.
 */
final class Latencies {

  private static final int FINE_BITS = 3;
  private static final int FINE = 1 << FINE_BITS;
  private static final int MAX_BITS = 26;
  private static final int BUCKETS = (MAX_BITS - FINE_BITS + 1) * FINE;
  private static final long MAX_MICROS = (1L << MAX_BITS) - 1;

  private final int[][] slices;
  private final int[] sum = new int[BUCKETS];
  private int newest;
  private long count;

  Latencies(int sliceCount) {
    slices = new int[sliceCount][BUCKETS];
  }

  void add(long nanos) {
    int bucket = bucketOf(Math.max(0, Math.min(nanos / 1_000, MAX_MICROS)));
    slices[newest][bucket]++;
    sum[bucket]++;
    count++;
  }

  /** Begins a new slice in place of the oldest. */
  void turn() {
    newest = (newest + 1) % slices.length;
    int[] oldest = slices[newest];
    for (int i = 0; i < BUCKETS; i++) {
      sum[i] -= oldest[i];
      count -= oldest[i];
    }
    Arrays.fill(oldest, 0);
  }

  long count() {
    return count;
  }

  /** Microseconds within which this share of the operations ended, rounded up to a bucket's end. */
  long percentile(double share) {
    long wanted = (long) Math.ceil(share * count);
    long passed = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      passed += sum[i];
      if (passed >= wanted) {
        return lastOf(i);
      }
    }
    return 0;
  }

  private static int bucketOf(long micros) {
    if (micros < FINE) {
      return (int) micros;
    }
    int shift = 63 - Long.numberOfLeadingZeros(micros) - FINE_BITS;
    return (shift + 1) * FINE + (int) (micros >>> shift) - FINE;
  }

  /** The longest time that falls into a bucket. */
  private static long lastOf(int bucket) {
    if (bucket < FINE) {
      return bucket;
    }
    int shift = bucket / FINE - 1;
    return ((long) (bucket % FINE + FINE + 1) << shift) - 1;
  }
}
