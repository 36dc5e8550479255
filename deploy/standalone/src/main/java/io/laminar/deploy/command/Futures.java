package io.laminar.deploy.command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Event loops and what they promise, seen from the main thread, which may wait. */
public final class Futures {

  /** How long one service may take to close. */
  public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private Futures() {}

  /** Event loops on the system's own transport, ended last of all. */
  public static Vertx open(Lifetime lifetime) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    lifetime.closeAtEnd("event loops", () -> awaitClosed(vertx.close()));
    return vertx;
  }

  /**
   * Waits for a result.
   *
   * @throws InterruptedException if the command is asked to stop
   * @throws Exception what the future failed with
   */
  public static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  /** Waits for a result; when the command is asked to stop, ends the work early and waits on. */
  public static <T> T awaitOrEnd(Future<T> future, Runnable endEarly) throws Exception {
    try {
      return await(future);
    } catch (InterruptedException e) {
      endEarly.run();
      return await(future);
    }
  }

  /**
   * Waits until something is closed.
   *
   * @throws CommandException if it takes too long
   */
  public static void awaitClosed(Future<?> future) throws Exception {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandException("is not closed after " + CLOSE_PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static Exception unwrapped(ExecutionException e) {
    return e.getCause() instanceof Exception cause ? cause : e;
  }
}
