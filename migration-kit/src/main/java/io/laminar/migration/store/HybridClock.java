package io.laminar.migration.store;

import java.util.concurrent.atomic.AtomicLong;
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

  private final LongSupplier epochMicros;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param epochMicros microseconds since the epoch; may repeat and step back
   */
  public HybridClock(LongSupplier epochMicros) {
    this.epochMicros = epochMicros;
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
    long physical = atMicros(epochMicros.getAsLong());
    return last.updateAndGet(previous -> Math.max(physical, previous + 1));
  }

  /** Makes every later version greater than {@code version}. */
  public void observe(long version) {
    last.accumulateAndGet(version, Math::max);
  }

  /** True if the version is greater than every version this clock gave or has seen. */
  public boolean isBehind(long version) {
    return version > last.get();
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
