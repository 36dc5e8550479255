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
   * @param nanos how long they took together
   */
  record Tally(long answers, long nanos) {

    static final Tally NONE = new Tally(0, 0);

    Tally plus(Tally other) {
      return new Tally(answers + other.answers, nanos + other.nanos);
    }

    double perSecond() {
      return answers / (nanos / 1e9);
    }
  }

  /**
   * Calls until the time is over.
   *
   * @param callers how many; with one there is never more than one call under way
   * @return fails as the last call that failed, if more than one in {@value #FEW} did
   */
  static Future<Tally> run(int callers, Duration time, Supplier<Future<?>> call) {
    var loop = new ClosedLoop(time, call);
    List<Future<Void>> running = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      running.add(Loop.until(loop::askOnce));
    }
    return Future.join(running).compose(ended -> loop.result());
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

  private Future<Tally> result() {
    return failed * FEW > answered
        ? Future.failedFuture(lastFailure)
        : Future.succeededFuture(new Tally(answered, System.nanoTime() - begunNanos));
  }
}
