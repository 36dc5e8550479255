package io.laminar.migration.ladder;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** The ladder's own context. Any thread. */
record Home(Context context) {

  /** What other event loops complete goes on here. */
  <T> Future<T> bring(Future<T> elsewhere) {
    Promise<T> promise = Promise.promise();
    elsewhere.onComplete(result -> context.runOnContext(here -> promise.handle(result)));
    return promise.future();
  }

  /** Runs a call here; what it throws is its failure. */
  <T> Future<T> call(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            call.get().onComplete(promise);
          } catch (RuntimeException refusal) {
            promise.fail(refusal);
          }
        });
    return promise.future();
  }
}
