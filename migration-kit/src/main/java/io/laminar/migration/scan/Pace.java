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

  /** A waiting job looks this often whether something has changed. */
  private static final long SLICE_MILLIS = 100;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private int perSecond;
  private long nanosPerEntry;
  private long nextNanos;
  private int forgiven;
  private Promise<Void> resumed; // null while not paused
  private Runnable watcher = () -> {};
  private long handled;

  /**
   * @param perSecond entries per second; 0 = unlimited
   */
  public Pace(Vertx vertx, int perSecond, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.nextNanos = nanoTime.getAsLong();
    changeTo(perSecond);
  }

  /** Changes the rate from now on, also for a job that waits; 0 = unlimited. */
  public void changeTo(int rate) {
    adjustTo(rate);
    forgive();
  }

  /** Changes the rate for what is handled from now on; 0 = unlimited. */
  public void adjustTo(int rate) {
    perSecond = rate;
    nanosPerEntry = rate == 0 ? 0 : 1_000_000_000L / rate;
  }

  /** Calls somebody, who may change the rate, whenever a job tells what it has handled. */
  public void watchedBy(Runnable newWatcher) {
    watcher = newWatcher;
  }

  /** Entries that jobs have handled so far. */
  public long handled() {
    return handled;
  }

  /** Counts what was handled elsewhere under this pace. */
  public void count(long entries) {
    handled += entries;
    watcher.run();
  }

  /** Entries per second; 0 = unlimited. */
  public int perSecond() {
    return perSecond;
  }

  /** Lets jobs that wait for their rate go on at once; a pause still holds. */
  public void forgive() {
    nextNanos = nanoTime.getAsLong();
    forgiven++;
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
    count(entries);
    nextNanos = Math.max(nextNanos, nanoTime.getAsLong() - KEPT_NANOS) + entries * nanosPerEntry;
    long dueNanos = nextNanos;
    int before = forgiven;
    return Loop.until(() -> mayGoOn(dueNanos, before));
  }

  /** True if the job may go on; false after a part of the wait. */
  private Future<Boolean> mayGoOn(long dueNanos, int before) {
    watcher.run();
    if (resumed != null) {
      return resumed.future().map(false);
    }
    long waitMillis = forgiven != before ? 0 : (dueNanos - nanoTime.getAsLong()) / 1_000_000;
    return waitMillis <= 0
        ? Future.succeededFuture(true)
        : vertx.timer(Math.min(waitMillis, SLICE_MILLIS)).map(false);
  }
}
