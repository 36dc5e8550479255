package io.laminar.migration.couchbase;

import java.time.Duration;

/**
 * When an operation of several requests must end.
 *
 * @param nanoTime by {@link System#nanoTime}
 */
record Deadline(long nanoTime) {

  /** The SDK takes no timeout of nothing. */
  private static final long LEAST_NANOS = 1_000_000;

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /** What is left for the next request; at least a millisecond. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(LEAST_NANOS, nanoTime - System.nanoTime()));
  }
}
