package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on in the background while a step is held: journalled keys are brought up to date, what
 * one store alone is given is copied to the other where the step says so, and expired entries are
 * removed. Each goes on though another fails. It is held still while a step is being taken, so that
 * nothing is mended from a store that is about to lose its authority. Belongs to the ladder's
 * context.
 */
final class Housekeeping {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long ROUND_MILLIS = 500;
  private static final int SWEEP_EVERY = 60;

  /**
   * What took long is not begun again at once: it rests for this many times as long. Some engines
   * walk all they hold to find out that no key is marked.
   */
  private static final int REST = 9;

  /** A search also takes as long as a store is away; marks must not wait for hours after that. */
  private static final long MAX_SEARCH_REST_NANOS = 10_000_000_000L;

  private final Vertx vertx;
  private final Jobs jobs;
  private final Time time;
  private final String name;
  private final Position position;
  private final DeadLetters deadLetters;
  private final Following following;

  private long timer;
  private boolean held;
  private Future<Void> round = Future.succeededFuture();
  private Patience patience;
  private int untilSweep = SWEEP_EVERY;
  private long nextSearchNanos;
  private long nextCopyNanos;
  private String lastFailure = "";

  Housekeeping(
      Vertx vertx,
      Jobs jobs,
      Time time,
      String name,
      Position position,
      DeadLetters deadLetters,
      Following following) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.time = time;
    this.name = name;
    this.position = position;
    this.deadLetters = deadLetters;
    this.following = following;
    this.patience = new Patience(vertx);
    this.nextSearchNanos = time.nanos();
    this.nextCopyNanos = nextSearchNanos;
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
    if (!position.acts()) {
      patience.stop(); // somebody else keeps house
      return;
    }
    if (held || !round.isComplete()) {
      return;
    }
    if (patience.isStopped()) {
      patience = new Patience(vertx);
    }
    Patience whole = patience;
    var failure = new Throwable[1];
    round =
        inTurn(failure, () -> drain(whole))
            .compose(drained -> inTurn(failure, () -> copySince(whole)))
            .compose(copied -> inTurn(failure, this::sweep))
            .compose(swept -> inTurn(failure, following::keep))
            .onComplete(ended -> report(failure[0]));
  }

  /** Never fails: keeps the first failure of the round. */
  private static Future<Void> inTurn(Throwable[] failure, Supplier<Future<Void>> work) {
    return work.get()
        .transform(
            ended -> {
              if (ended.failed() && failure[0] == null) {
                failure[0] = ended.cause();
              }
              return Future.succeededFuture();
            });
  }

  private Future<Void> drain(Patience whole) {
    boolean mayBeMarked =
        position.steps().journals()
            && (position.isRamped()
                || !position.step().id().equals(position.steps().first().id())
                    && !position.steps().isEnd(position.step()));
    if (!mayBeMarked || time.nanos() < nextSearchNanos) {
      return Future.succeededFuture();
    }
    long begunNanos = time.nanos();
    return jobs.drainJournals(position.lead(), position.isNewerRight(), whole)
        .onSuccess(marked -> nextSearchNanos = marked > 0 ? begunNanos : restedFrom(begunNanos))
        .mapEmpty();
  }

  private long restedFrom(long begunNanos) {
    long endedNanos = time.nanos();
    return endedNanos + Math.min(MAX_SEARCH_REST_NANOS, REST * (endedNanos - begunNanos));
  }

  private Future<Void> copySince(Patience whole) {
    if (position.step().jobs().contains(Job.COPY_BACK)) {
      return copySince(Side.NEW, position.record().backSince(), whole);
    }
    // before the whole copy has passed, the part of it is no help
    return Future.succeededFuture();
  }

  private Future<Void> copySince(Side from, long since, Patience whole) {
    if (since == 0 || time.nanos() < nextCopyNanos) {
      return Future.succeededFuture();
    }
    long begunNanos = time.nanos();
    // a write that drew its version just before may reach the store after the scan has passed
    long nextSince = position.since();
    return jobs.copySince(from, since, whole)
        .compose(copied -> deadLetters.requireNone(copied, from.other()))
        .compose(
            copied ->
                position.writeDown(
                    position.record().withBackSince(Math.max(since, nextSince)),
                    "copied back up to here",
                    whole))
        .onComplete(
            ended -> {
              long endedNanos = time.nanos();
              nextCopyNanos = endedNanos + REST * (endedNanos - begunNanos);
            });
  }

  private Future<Void> sweep() {
    if (--untilSweep > 0) {
      return Future.succeededFuture();
    }
    untilSweep = SWEEP_EVERY;
    return jobs.sweep(position.policy());
  }

  /** A store that is away is away for many rounds: it is told once. */
  private void report(Throwable cause) {
    boolean stopped = cause == null || cause instanceof Patience.StoppedException;
    String failure = stopped ? "" : String.valueOf(cause.getMessage());
    if (!failure.isEmpty() && !failure.equals(lastFailure)) {
      LOG.warn("{}: housekeeping: {}", name, failure);
    }
    lastFailure = failure;
  }
}
