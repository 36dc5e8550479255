package io.laminar.migration.route;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this process may still rely on its policy. While it may not, others may have gone on to
 * other steps; then what writes both stores keeps itself safe beside any of them. Asked before and
 * after operations, so it must be cheap. Thread-safe.
 */
public final class Standing {

  /** What a process knows of its place in the fleet. Thread-safe and cheap. */
  @FunctionalInterface
  public interface Reliance {

    /** True while nobody can have gone on without this process. */
    boolean holds();

    /**
     * True while this process surely follows the newest publication, but for one that was made too
     * shortly before to count by now.
     */
    default boolean isCurrent() {
      return holds();
    }

    /**
     * When it last surely did, by the control store's clock, in microseconds since the epoch; 0 =
     * never.
     */
    default long currentAsOfMicros() {
      return 0;
    }
  }

  /** For a process that nobody can go on without. */
  public static final Standing ALWAYS = new Standing(() -> true, Duration.ofDays(1), () -> 0);

  private final Reliance reliance;
  private final long longestWriteNanos;
  private final LongSupplier nanoTime;

  /**
   * @param reliance what this process may rely on
   * @param longestWrite how long others take a write to be under way at most: what took longer may
   *     have been mended away
   * @param nanoTime monotonic
   */
  public Standing(Reliance reliance, Duration longestWrite, LongSupplier nanoTime) {
    this.reliance = reliance;
    this.longestWriteNanos = longestWrite.toNanos();
    this.nanoTime = nanoTime;
  }

  /** True while the policy may be relied on. */
  boolean holds() {
    return reliance.holds();
  }

  /** See {@link Reliance#isCurrent}. */
  boolean isCurrent() {
    return reliance.isCurrent();
  }

  /** See {@link Reliance#currentAsOfMicros}. */
  long currentAsOfMicros() {
    return reliance.currentAsOfMicros();
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  /** True if a write that began then was short enough. */
  boolean isInTime(long begunNanos) {
    return nanoTime.getAsLong() - begunNanos < longestWriteNanos;
  }
}
