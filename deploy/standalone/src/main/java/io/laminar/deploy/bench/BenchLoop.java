package io.laminar.deploy.bench;

import io.laminar.deploy.command.Futures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The one event loop that everything of a benchmark runs on, seen from the main thread, which
 * waits.
 */
final class BenchLoop {

  private final Context context;
  private final Duration patience;

  /**
   * @param patience with one call; what takes longer is not worth waiting for
   */
  BenchLoop(Vertx vertx, Duration patience) {
    this.context = vertx.getOrCreateContext();
    this.patience = patience;
  }

  /**
   * Makes a call there and waits for its answer.
   *
   * @throws Exception what it fails with
   */
  <T> T await(Supplier<Future<T>> call) throws Exception {
    return Futures.await(begin(call).timeout(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Makes a call there. */
  <T> Future<T> begin(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            call.get().onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }
}
