package io.laminar.migration.dynamodb;

import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Keeps a store that cannot be reached from being asked by everyone at once: after a failure to
 * connect nobody tries for a while, then one operation does, and the others follow if it succeeds.
 * The while doubles from {@value #FIRST_MILLIS} ms to {@value #MAX_MILLIS} ms, with jitter. Belongs
 * to one context.
 */
final class Reconnection {

  static final long FIRST_MILLIS = 20;
  static final long MAX_MILLIS = 1_000;

  private final LongSupplier nanoTime;
  private final LongUnaryOperator jitter;

  private boolean away;
  private boolean trying;
  private long triesAgainAt;
  private long backoffMillis = FIRST_MILLIS;
  private String reason = "";

  /**
   * @param jitter gives a number from 0 up to, not including, its argument
   */
  Reconnection(LongSupplier nanoTime, LongUnaryOperator jitter) {
    this.nanoTime = nanoTime;
    this.jitter = jitter;
  }

  /** True if an operation may go out; it must then report how it went. */
  boolean admits() {
    if (!away) {
      return true;
    }
    if (trying || nanoTime.getAsLong() - triesAgainAt < 0) {
      return false;
    }
    trying = true;
    return true;
  }

  /** An operation got an answer, whatever it said, or none in time from a server that is there. */
  void reached() {
    away = false;
    trying = false;
    backoffMillis = FIRST_MILLIS;
  }

  /** An operation found no server. */
  void failed(String why) {
    reason = why;
    if (away && !trying) {
      return; // one that went out before the first failure
    }
    away = true;
    trying = false;
    triesAgainAt =
        nanoTime.getAsLong() + (backoffMillis + jitter.applyAsLong(backoffMillis)) * 1_000_000;
    backoffMillis = Math.min(MAX_MILLIS, backoffMillis * 2);
  }

  /** Why the server could not be reached the last time. */
  String reason() {
    return reason;
  }
}
