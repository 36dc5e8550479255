package io.laminar.migration.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * One Vert.x event loop for a test: runs calls on it and waits for what comes of them. A test that
 * uses one also waits as long with Awaitility, unless it says otherwise.
 */
public final class EventLoop implements AutoCloseable {

  /**
   * Longer than any healthy call; a call that takes longer fails its test instead of hanging it.
   */
  private static final long PATIENCE_SECONDS = 60;

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private final Vertx vertx;
  private final Context context;

  public EventLoop() {
    this(new VertxOptions());
  }

  public EventLoop(VertxOptions options) {
    vertx = Vertx.vertx(options);
    context = vertx.getOrCreateContext();
  }

  public Vertx vertx() {
    return vertx;
  }

  public Context context() {
    return context;
  }

  /** Starts a call on the loop. */
  public <T> Future<T> begin(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            call.get().onComplete(promise);
          } catch (Throwable t) {
            promise.fail(t);
          }
        });
    return promise.future();
  }

  /** Runs a call on the loop and waits. */
  public <T> T call(Supplier<Future<T>> call) {
    return wait(begin(call));
  }

  /** The failure of a call that must fail. */
  public Throwable failureOf(Supplier<? extends Future<?>> call) {
    return call(
        () ->
            call.get()
                .transform(
                    result ->
                        result.failed()
                            ? Future.succeededFuture(result.cause())
                            : Future.failedFuture(
                                new AssertionError("did not fail but gave " + result.result()))));
  }

  /** Waits for something that is under way. */
  public static <T> T wait(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    wait(vertx.close());
  }
}
