package io.laminar.migration.couchbase;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings answers from the SDK's threads to the event loop that waits for them, many per hop.
 *
 * <p>The first answer to arrive wakes the event loop; all that arrive until it comes land with that
 * one. Answers do not wait for each other: those of a node that is slow leave the others alone.
 * {@link #bring} may be called from any thread; its future completes on the context.
 */
final class Landing {

  private final Context context;
  private final Queue<Runnable> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();

  Landing(Context context) {
    this.context = context;
  }

  <T> Future<T> bring(CompletionStage<T> answer) {
    Promise<T> promise = Promise.promise();
    answer.whenComplete(
        (value, failure) ->
            land(
                failure == null
                    ? () -> promise.tryComplete(value)
                    : () -> promise.tryFail(failure)));
    return promise.future();
  }

  private void land(Runnable answer) {
    arrived.add(answer);
    if (awake.compareAndSet(false, true)) {
      context.runOnContext(here -> unload());
    }
  }

  private void unload() {
    awake.set(false); // before the queue is emptied: what comes now is either seen or wakes again
    Runnable answer = arrived.poll();
    while (answer != null) {
      answer.run();
      answer = arrived.poll();
    }
  }
}
