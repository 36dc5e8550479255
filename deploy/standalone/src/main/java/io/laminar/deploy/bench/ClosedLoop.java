package io.laminar.deploy.bench;

import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * So many callers on one event loop, each of whom asks again as soon as its answer is there. An
 * answer that is a failure does not count as one; more than a few of them spoil the measurement.
 *
 * <p>To be run on the event loop that the calls belong to.
 */
final class ClosedLoop {

  /** One failure in so many answers is passed over. */
  private static final int FEW = 100;

  private final Supplier<Future<?>> call;
  private final long begunNanos = System.nanoTime();
  private final long endsNanos;
  private long answered;
  private long failed;
  private Throwable lastFailure;

  private ClosedLoop(Duration time, Supplier<Future<?>> call) {
    this.call = call;
    this.endsNanos = begunNanos + time.toNanos();
  }

  /**
   * What was answered.
   *
   * @param answers how many calls
   * @param failures how many calls failed
   * @param lastFailure of those; null if there was none
   * @param nanos how long all took together
   */
  record Tally(long answers, long failures, Throwable lastFailure, long nanos) {

    /** So many answers, and no failure. */
    static Tally of(long answers, long nanos) {
      return new Tally(answers, 0, null, nanos);
    }

    Tally plus(Tally other) {
      return new Tally(
          answers + other.answers,
          failures + other.failures,
          other.lastFailure == null ? lastFailure : other.lastFailure,
          nanos + other.nanos);
    }

    double perSecond() {
      return answers / (nanos / 1e9);
    }

    /** True if more than one call in {@value #FEW} failed. */
    boolean isSpoilt() {
      return failures * FEW > answers;
    }
  }

  /**
   * Calls until the time is over, or until so many calls failed that it makes no sense to go on.
   *
   * @param callers how many; with one there is never more than one call under way
   */
  static Future<Tally> run(int callers, Duration time, Supplier<Future<?>> call) {
    var loop = new ClosedLoop(time, call);
    List<Future<Void>> running = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      running.add(Loop.until(loop::askOnce));
    }
    return Future.join(running).map(ended -> loop.tally());
  }

  private Future<Boolean> askOnce() {
    return call.get()
        .transform(
            answer -> {
              if (answer.succeeded()) {
                answered++;
              } else {
                failed++;
                lastFailure = answer.cause();
              }
              return Future.succeededFuture(isOver());
            });
  }

  private boolean isOver() {
    boolean spoilt = failed > FEW && failed * FEW > answered;
    return spoilt || System.nanoTime() - endsNanos >= 0;
  }

  private Tally tally() {
    return new Tally(answered, failed, lastFailure, System.nanoTime() - begunNanos);
  }
}
