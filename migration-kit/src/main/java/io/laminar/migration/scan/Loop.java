package io.laminar.migration.scan;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * Repeats an asynchronous step until it says that it was the last one.
 *
 * <p>A chain of futures that each wait for the next would grow with every round and, at its end,
 * unwind on one stack; a job of a million pages needs neither.
 */
public final class Loop {

  private final Supplier<Future<Boolean>> step;
  private final Promise<Void> ended = Promise.promise();

  private Loop(Supplier<Future<Boolean>> step) {
    this.step = step;
  }

  /**
   * Runs the step, and again as long as it answers false.
   *
   * @return done after the first step that answers true; fails as the first step that fails
   */
  public static Future<Void> until(Supplier<Future<Boolean>> step) {
    var loop = new Loop(step);
    loop.run();
    return loop.ended.future();
  }

  private void run() {
    Future<Boolean> round = begin();
    while (round.isComplete()) {
      if (ends(round)) {
        return;
      }
      round = begin();
    }
    round.onComplete(
        result -> {
          if (!ends(result)) {
            run();
          }
        });
  }

  private Future<Boolean> begin() {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private boolean ends(AsyncResult<Boolean> round) {
    if (round.failed()) {
      ended.fail(round.cause());
      return true;
    }
    if (round.result()) {
      ended.complete();
      return true;
    }
    return false;
  }
}
