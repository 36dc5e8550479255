package io.laminar.deploy.command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Event loops and what they promise, seen from the main thread, which may wait. */
public final class Futures {

  private Futures() {}

  /** Event loops on the system's own transport, ended last of all. */
  public static Vertx open(Lifetime lifetime) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    closeAtEnd(lifetime, "event loops", Lifetime.CLOSE_PATIENCE, vertx::close);
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
   * Registers a service that must be closed when the command ends.
   *
   * @param patience how long it may take; after that the next is closed
   */
  public static void closeAtEnd(
      Lifetime lifetime, String name, Duration patience, Supplier<Future<Void>> close) {
    lifetime.closeAtEnd(name, patience, () -> awaitClosed(close.get(), patience));
  }

  private static void awaitClosed(Future<Void> closing, Duration patience) throws Exception {
    try {
      closing
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandException("is not closed after " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static Exception unwrapped(ExecutionException e) {
    return e.getCause() instanceof Exception cause ? cause : e;
  }
}
