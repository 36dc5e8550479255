package io.laminar.migration.store;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * Pauses between attempts to reach a server that is away: they double from {@value #FIRST_MILLIS}
 * ms to {@value #MAX_MILLIS} ms, and up to as much again is added at random, so that the clients of
 * a server that comes back do not all come at once. Belongs to one context.
 */
public final class Backoff {

  public static final long FIRST_MILLIS = 20;
  public static final long MAX_MILLIS = 1_000;

  private final LongUnaryOperator jitter;
  private long millis = FIRST_MILLIS;

  /**
   * @param jitter gives a number from 0 up to, not including, its argument
   */
  Backoff(LongUnaryOperator jitter) {
    this.jitter = jitter;
  }

  public static Backoff withJitter() {
    return new Backoff(bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /** How long to wait before the next attempt, in milliseconds. */
  public long nextMillis() {
    long now = millis + jitter.applyAsLong(millis);
    millis = Math.min(MAX_MILLIS, millis * 2);
    return now;
  }

  /**
   * Runs an attempt after the next pause, on a context.
   *
   * @param attempt must look itself whether it is still wanted
   */
  public void then(Vertx vertx, Context context, Runnable attempt) {
    long delay = nextMillis();
    context.runOnContext(go -> vertx.setTimer(delay, timer -> attempt.run()));
  }

  /** The server did its work: the next pause is the shortest. A mere connection is no proof. */
  public void reset() {
    millis = FIRST_MILLIS;
  }
}
