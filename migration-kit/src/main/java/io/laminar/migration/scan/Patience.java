package io.laminar.migration.scan;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Repeats what a store cannot do at the moment until it can: late, unreachable and overloaded pass,
 * refusals do not. While it waits it says for what, so that a job never just stands still. Belongs
 * to one context; {@link #waitingFor} and {@link #stop} may be called from any thread.
 */
public final class Patience {

  private static final long FIRST_MILLIS = 50;
  private static final long MAX_MILLIS = 2_000;

  /** Who just waits looks this often whether it was told to stop. */
  private static final long SLICE_MILLIS = 100;

  private final Vertx vertx;
  private volatile String waitingFor = "";
  private volatile boolean stopped;

  public Patience(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Makes every repetition end with {@link StoppedException} from now on. */
  public void stop() {
    stopped = true;
  }

  /** True once it was told to stop. */
  public boolean isStopped() {
    return stopped;
  }

  /** What is being waited for, in words; empty while nothing is. */
  public String waitingFor() {
    return waitingFor;
  }

  /** The result of an operation, tried again for as long as the store is away. */
  public <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    var backoff = new Backoff();
    var outcome = new AtomicReference<T>();
    return Loop.until(() -> attempt(what, operation, backoff, outcome)).map(done -> outcome.get());
  }

  /** Lets time pass; ends early with {@link StoppedException} when it is told to stop. */
  public Future<Void> pass(String what, Duration time) {
    var leftMillis = new long[] {time.toMillis()};
    return Loop.until(
        () -> {
          if (stopped) {
            return Future.failedFuture(new StoppedException(what));
          }
          long slice = Math.min(leftMillis[0], SLICE_MILLIS);
          leftMillis[0] -= slice;
          return slice <= 0 ? Future.succeededFuture(true) : vertx.timer(slice).map(false);
        });
  }

  /** True when the operation succeeded; false after the wait for the next attempt. */
  private <T> Future<Boolean> attempt(
      String what, Supplier<Future<T>> operation, Backoff backoff, AtomicReference<T> outcome) {
    if (stopped) {
      return Future.failedFuture(new StoppedException(what));
    }
    return operation
        .get()
        .transform(
            result -> {
              if (result.succeeded()) {
                waitingFor = "";
                outcome.set(result.result());
                return Future.succeededFuture(true);
              }
              if (!passes(result.cause())) {
                return Future.failedFuture(result.cause());
              }
              waitingFor = what + ": " + result.cause().getMessage();
              return vertx.timer(backoff.nextMillis()).map(false);
            });
  }

  private static boolean passes(Throwable cause) {
    return cause instanceof StoreException store && store.kind() != Kind.REFUSED;
  }

  private static final class Backoff {
    private long millis = FIRST_MILLIS;

    long nextMillis() {
      long now = millis;
      millis = Math.min(MAX_MILLIS, millis * 2);
      return now;
    }
  }

  /** The job was told to stop; it goes on from its checkpoint when it is started again. */
  public static final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException(String what) {
      super(what + " was stopped", null, false, false);
    }
  }
}
