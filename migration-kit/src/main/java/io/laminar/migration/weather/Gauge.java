package io.laminar.migration.weather;

import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import java.time.Duration;

/**
 * Judges a store by the operations of a sliding window.
 *
 * <p>The window is cut into slices; when one ends the oldest is forgotten and the store is judged
 * anew. It turns bad at once, by its failures or its slowest operations, and good only after it has
 * looked good, by lower thresholds, for the dwell time; with nothing to judge by it stays what it
 * was. Recording allocates nothing. Belongs to one context; only {@link #reading} may be taken by
 * any thread.
 */
final class Gauge {

  static final int SLICES = 20;

  /** Fewer failures may be chance, whatever their share. */
  static final int MIN_FAILURES = 3;

  /** A percentile of fewer would be one unlucky operation. */
  static final int MIN_TIMED = 100;

  private static final long NEVER = Long.MIN_VALUE;

  private final WeatherLimits limits;
  private final long badMicros;
  private final long goodMicros;
  private final Latencies latencies = new Latencies(SLICES);
  private final Counts calls = new Counts();
  private final Counts failures = new Counts();
  private final Counts unanswered = new Counts();

  private volatile Weather reading = Weather.UNWATCHED;
  private State state = State.GOOD;
  private long betterSinceNanos = NEVER;
  private String why = "";

  /**
   * @param deadline of one operation
   */
  Gauge(WeatherLimits limits, Duration deadline) {
    this.limits = limits;
    long deadlineMicros = deadline.toNanos() / 1_000;
    this.badMicros = deadlineMicros * limits.badLatency() / 100;
    this.goodMicros = deadlineMicros * limits.goodLatency() / 100;
  }

  /** How an operation ended. */
  enum End {
    DONE,
    /** The store answered that it would not. */
    FAILED,
    /** Nobody knows whether the store still works. */
    UNANSWERED
  }

  /** A number per slice and their sum. */
  private static final class Counts {
    private final int[] slices = new int[SLICES];
    private int newest;
    private long sum;

    void increment() {
      slices[newest]++;
      sum++;
    }

    void turn() {
      newest = (newest + 1) % SLICES;
      sum -= slices[newest];
      slices[newest] = 0;
    }

    void forget() {
      java.util.Arrays.fill(slices, 0);
      sum = 0;
    }
  }

  /** An operation has ended. */
  void record(End end) {
    calls.increment();
    if (end != End.DONE) {
      failures.increment();
    }
    if (end == End.UNANSWERED) {
      unanswered.increment();
    }
  }

  /** An operation that is the same work every time has ended after so long. */
  void record(End end, long nanos) {
    record(end);
    latencies.add(nanos);
  }

  /** A slice of the window is over. */
  void turn(long nowNanos, boolean circuitOpen) {
    judge(nowNanos, circuitOpen);
    reading =
        new Weather(
            state,
            circuitOpen,
            calls.sum,
            failures.sum,
            latencies.percentile(0.5),
            latencies.percentile(0.99),
            why);
    latencies.turn();
    calls.turn();
    failures.turn();
    unanswered.turn();
  }

  /** As the last slice left it. */
  Weather reading() {
    return reading;
  }

  /** True if so many operations got no answer that asking on helps nobody. */
  boolean isSilent() {
    return limits.circuitErrors() > 0
        && unanswered.sum >= MIN_FAILURES
        && unanswered.sum * 100 >= calls.sum * limits.circuitErrors();
  }

  /** How many of how many operations of the window got no answer. */
  String silence() {
    return unanswered.sum + " of " + calls.sum + " operations";
  }

  /** The store answers again: what it did not answer before no longer counts against it. */
  void answersAgain() {
    unanswered.forget();
  }

  private void judge(long nowNanos, boolean circuitOpen) {
    String trouble = circuitOpen ? "it does not answer" : trouble();
    if (!trouble.isEmpty()) {
      state = State.BAD;
      why = trouble;
      betterSinceNanos = NEVER;
    } else if (state == State.BAD) {
      recover(nowNanos);
    }
  }

  private String trouble() {
    if (failures.sum >= MIN_FAILURES && failures.sum * 100 >= calls.sum * limits.badErrors()) {
      return failures.sum + " of " + calls.sum + " operations failed";
    }
    long p99 = latencies.count() < MIN_TIMED ? 0 : latencies.percentile(0.99);
    return p99 >= Math.max(1, badMicros)
        ? "one operation in a hundred takes " + p99 / 1_000 + " ms or longer"
        : "";
  }

  private void recover(long nowNanos) {
    boolean better =
        calls.sum > 0
            && failures.sum * 100 <= calls.sum * limits.goodErrors()
            && (latencies.count() < MIN_TIMED || latencies.percentile(0.99) <= goodMicros);
    if (!better) {
      betterSinceNanos = NEVER;
      return;
    }
    if (betterSinceNanos == NEVER) {
      betterSinceNanos = nowNanos;
    }
    if (nowNanos - betterSinceNanos >= limits.dwell().toNanos()) {
      state = State.GOOD;
      why = "";
    }
  }
}
