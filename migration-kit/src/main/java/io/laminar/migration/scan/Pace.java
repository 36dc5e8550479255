package io.laminar.migration.scan;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Holds a job to a rate: after so many entries, how long to wait. Belongs to one context; several
 * ranges of a job share one pace.
 *
 * <p>A job that fell behind does not catch up with a burst: at most a quarter of a second of unused
 * allowance is kept.
 */
public final class Pace {

  private static final long KEPT_NANOS = 250_000_000;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private long nanosPerEntry;
  private long nextNanos;
  private Promise<Void> resumed; // null while not paused

  /**
   * @param perSecond entries per second; 0 = unlimited
   */
  public Pace(Vertx vertx, int perSecond, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.nextNanos = nanoTime.getAsLong();
    changeTo(perSecond);
  }

  /** Changes the rate from now on; 0 = unlimited. */
  public void changeTo(int perSecond) {
    nanosPerEntry = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
  }

  /** Holds the job at its next page until {@link #resume}. */
  public void pause() {
    if (resumed == null) {
      resumed = Promise.promise();
    }
  }

  /** Lets the job go on. */
  public void resume() {
    if (resumed != null) {
      Promise<Void> waiting = resumed;
      resumed = null;
      waiting.complete();
    }
  }

  /** True between {@link #pause} and {@link #resume}. */
  public boolean isPaused() {
    return resumed != null;
  }

  /** Done when the job may go on after having handled so many entries. */
  public Future<Void> after(int entries) {
    long now = nanoTime.getAsLong();
    nextNanos = Math.max(nextNanos, now - KEPT_NANOS) + entries * nanosPerEntry;
    long waitMillis = (nextNanos - now) / 1_000_000;
    Future<Void> paced =
        waitMillis <= 0 ? Future.succeededFuture() : vertx.timer(waitMillis).mapEmpty();
    return paced.compose(waited -> resumed == null ? paced : resumed.future());
  }
}
