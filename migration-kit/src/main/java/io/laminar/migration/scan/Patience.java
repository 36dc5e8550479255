package io.laminar.migration.scan;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Repeats what a store cannot do at the moment until it can: late, unreachable and overloaded pass,
 * refusals do not. While it waits it says for what, so that a job never just stands still. Belongs
 * to one context.
 */
public final class Patience {

  private static final long FIRST_MILLIS = 50;
  private static final long MAX_MILLIS = 2_000;

  private final Vertx vertx;
  private String waitingFor = "";
  private boolean stopped;

  public Patience(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Makes every repetition end with a failure from now on. */
  public void stop() {
    stopped = true;
  }

  /** True after {@link #stop}. */
  public boolean isStopped() {
    return stopped;
  }

  /** What is being waited for, in words; empty while nothing is. */
  public String waitingFor() {
    return waitingFor;
  }

  /** The result of an operation, tried again for as long as the store is away. */
  public <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    return attempt(what, operation, FIRST_MILLIS);
  }

  private <T> Future<T> attempt(String what, Supplier<Future<T>> operation, long backoffMillis) {
    if (stopped) {
      return Future.failedFuture(new IllegalStateException(what + " was stopped"));
    }
    return operation
        .get()
        .transform(
            result -> {
              if (result.succeeded()) {
                waitingFor = "";
                return Future.succeededFuture(result.result());
              }
              if (!passes(result.cause())) {
                return Future.failedFuture(result.cause());
              }
              waitingFor = what + ": " + result.cause().getMessage();
              return vertx
                  .timer(backoffMillis)
                  .compose(go -> attempt(what, operation, Math.min(MAX_MILLIS, backoffMillis * 2)));
            });
  }

  private static boolean passes(Throwable cause) {
    return cause instanceof StoreException store && store.kind() != Kind.REFUSED;
  }
}
