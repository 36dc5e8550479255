package io.laminar.migration.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * A hybrid logical clock: versions that follow wall-clock time and never repeat or step back.
 *
 * <p>A version holds microseconds since the epoch in its high {@value #MICROS_BITS} bits and a
 * counter in its low {@value #COUNTER_BITS}. When the wall clock stands still or steps back the
 * counter carries on, so two writes of one process are always ordered as they were made (Kulkarni
 * et al., "Logical Physical Clocks", 2014). Thread-safe and lock-free: one instance per process.
 */
public final class HybridClock {

  static final int COUNTER_BITS = 12;
  static final int MICROS_BITS = 51;

  /** How many of the versions that were given are remembered; a power of two. */
  private static final int REMEMBERED = 4_096;

  private final LongSupplier epochMicros;
  private final int node;
  private final AtomicLong last = new AtomicLong();
  private final AtomicLongArray given = new AtomicLongArray(REMEMBERED);

  /**
   * @param epochMicros microseconds since the epoch; may repeat and step back
   */
  public HybridClock(LongSupplier epochMicros) {
    this(epochMicros, 0);
  }

  /**
   * A clock beside others: two of them never give the same version if their nodes differ.
   *
   * @param node 1 to 4095; stands in the low bits in place of the counter, so that at most one
   *     version is given for each microsecond. 0 = there is no other clock
   */
  public HybridClock(LongSupplier epochMicros, int node) {
    if (node < 0 || node >= 1 << COUNTER_BITS) {
      throw new IllegalArgumentException("node must be 0..4095, was " + node);
    }
    this.epochMicros = epochMicros;
    this.node = node;
  }

  /** A clock over the system's wall clock. */
  public static HybridClock system() {
    return new HybridClock(
        () -> {
          var now = java.time.Instant.now();
          return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        });
  }

  /** A version greater than every version this clock gave or has {@linkplain #observe seen}. */
  public long next() {
    long physical = atMicros(epochMicros.getAsLong()) | node;
    long version = last.updateAndGet(previous -> Math.max(physical, after(previous)));
    given.lazySet(placeOf(version), version);
    return version;
  }

  private long after(long previous) {
    return node == 0 ? previous + 1 : atMicros((previous >>> COUNTER_BITS) + 1) | node;
  }

  /** Makes every later version greater than {@code version}. */
  public void observe(long version) {
    last.accumulateAndGet(version, Math::max);
  }

  /**
   * True if this clock gave the version, and not long ago: then whoever writes under it belongs to
   * this process. False if the version is another clock's, or so old that it was forgotten.
   */
  public boolean gave(long version) {
    return given.get(placeOf(version)) == version;
  }

  private static int placeOf(long version) {
    return (int) (version ^ version >>> COUNTER_BITS) & REMEMBERED - 1;
  }

  /** The smallest version of the given microsecond since the epoch. */
  public static long atMicros(long epochMicros) {
    return epochMicros << COUNTER_BITS;
  }

  /** The wall-clock part of a version, in milliseconds since the epoch. */
  public static long millisOf(long version) {
    return (version >>> COUNTER_BITS) / 1000;
  }
}
