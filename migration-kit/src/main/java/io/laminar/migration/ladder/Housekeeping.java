package io.laminar.migration.ladder;

import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on in the background while a step is held: journalled keys are brought up to date, in
 * S7 what was written is copied back, and expired entries are removed. It is held still while a
 * step is being taken, so that nothing is mended from a store that is about to lose its authority.
 * Belongs to the ladder's context.
 */
final class Housekeeping {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long ROUND_MILLIS = 500;
  private static final int SWEEP_EVERY = 60;

  /**
   * A copy back that took long is not begun again at once: it rests for this many times as long.
   */
  private static final int REST = 9;

  private final Vertx vertx;
  private final Jobs jobs;
  private final LadderOptions options;
  private final HybridClock clock;
  private final Time time;
  private final Supplier<MigrationRecord> record;
  private final Function<MigrationRecord, Future<Void>> writeDown;

  private long timer;
  private boolean held;
  private Future<Void> round = Future.succeededFuture();
  private Patience patience;
  private int untilSweep = SWEEP_EVERY;
  private long nextCopyBackNanos;
  private String lastFailure = "";

  Housekeeping(
      Vertx vertx,
      Jobs jobs,
      LadderOptions options,
      HybridClock clock,
      Time time,
      Supplier<MigrationRecord> record,
      Function<MigrationRecord, Future<Void>> writeDown) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.options = options;
    this.clock = clock;
    this.time = time;
    this.record = record;
    this.writeDown = writeDown;
    this.patience = new Patience(vertx);
    this.nextCopyBackNanos = time.nanos();
  }

  void start() {
    timer = vertx.setPeriodic(ROUND_MILLIS, tick -> beginRound());
  }

  /** Done when nothing is under way; nothing begins until {@link #release}. */
  Future<Void> hold() {
    held = true;
    patience.stop();
    return round;
  }

  void release() {
    held = false;
    patience = new Patience(vertx);
  }

  Future<Void> stop() {
    vertx.cancelTimer(timer);
    return hold();
  }

  private void beginRound() {
    if (held || !round.isComplete()) {
      return;
    }
    Patience whole = patience;
    round =
        drain(whole)
            .compose(drained -> copyBack(whole))
            .compose(copied -> sweep())
            .transform(
                ended -> {
                  report(ended.cause());
                  return Future.succeededFuture();
                });
  }

  private Future<Void> drain(Patience whole) {
    Step step = record.get().step();
    boolean mayBeMarked = step.compareTo(Step.S1) >= 0 && step.compareTo(Step.S7) <= 0;
    return mayBeMarked
        ? jobs.drainJournals(step.policy().read(), whole).mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> copyBack(Patience whole) {
    MigrationRecord now = record.get();
    if (now.step() != Step.S7 || time.nanos() < nextCopyBackNanos) {
      return Future.succeededFuture();
    }
    long begunNanos = time.nanos();
    // a write that drew its version just before may reach the store after the scan has passed
    long begunMillis = HybridClock.millisOf(clock.next());
    long nextSince = HybridClock.atMicros((begunMillis - options.quiet().toMillis()) * 1_000);
    return jobs.copyBack(now.backSince(), whole)
        .compose(
            copied ->
                writeDown.apply(record.get().withBackSince(Math.max(now.backSince(), nextSince))))
        .onComplete(
            ended -> {
              long endedNanos = time.nanos();
              nextCopyBackNanos = endedNanos + REST * (endedNanos - begunNanos);
            });
  }

  private Future<Void> sweep() {
    if (--untilSweep > 0) {
      return Future.succeededFuture();
    }
    untilSweep = SWEEP_EVERY;
    return jobs.sweep(record.get().step());
  }

  /** A store that is away is away for many rounds: it is told once. */
  private void report(Throwable cause) {
    boolean stopped = cause == null || cause instanceof Patience.StoppedException;
    String failure = stopped ? "" : String.valueOf(cause.getMessage());
    if (!failure.isEmpty() && !failure.equals(lastFailure)) {
      LOG.warn("{}: housekeeping: {}", options.name(), failure);
    }
    lastFailure = failure;
  }
}
