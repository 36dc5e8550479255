package io.laminar.migration.proxy.keyspace;

/**
 * When a command must be answered.
 *
 * @param endNanos on the clock of {@link System#nanoTime}
 */
public record Deadline(long endNanos) {

  /** The deadline that lies so far ahead. */
  public static Deadline after(long nanos) {
    return new Deadline(System.nanoTime() + nanos);
  }

  public boolean hasPassed() {
    return hasPassedAt(System.nanoTime());
  }

  /** The same for who asks many at one instant. */
  public boolean hasPassedAt(long nanos) {
    return endNanos - nanos <= 0;
  }
}
