package io.laminar.migration.route;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether this process may still rely on its policy. While it may not, others may have gone on to
 * other steps; then what writes both stores keeps itself safe beside any of them. Asked before and
 * after operations, so it must be cheap. Thread-safe.
 */
public final class Standing {

  /** For a process that nobody can go on without. */
  public static final Standing ALWAYS = new Standing(() -> true, Duration.ofDays(1), () -> 0);

  private final BooleanSupplier holds;
  private final long longestWriteNanos;
  private final LongSupplier nanoTime;

  /**
   * @param holds true while nobody can have gone on without this process
   * @param longestWrite how long others take a write to be under way at most: what took longer may
   *     have been mended away
   * @param nanoTime monotonic
   */
  public Standing(BooleanSupplier holds, Duration longestWrite, LongSupplier nanoTime) {
    this.holds = holds;
    this.longestWriteNanos = longestWrite.toNanos();
    this.nanoTime = nanoTime;
  }

  /** True while the policy may be relied on. */
  boolean holds() {
    return holds.getAsBoolean();
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  /** True if a write that began then was short enough. */
  boolean isInTime(long begunNanos) {
    return nanoTime.getAsLong() - begunNanos < longestWriteNanos;
  }
}
