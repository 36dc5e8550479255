package io.laminar.migration.ladder;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.plan.Gate;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Makes the gates of a step hold: runs the job that each of them asks for, or waits, and says for
 * what. Belongs to the ladder's context.
 */
final class Gates {

  /** A store that is at most this far behind follows closely. */
  private static final long CLOSE_MILLIS = 1_000;

  private static final int MAX_PASSES = 50;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Position position;
  private final Jobs jobs;
  private final Time time;
  private final Verification verification;
  private final Soak soak;
  private final Cuts cuts;
  private final BooleanSupplier fair;
  private final DeadLetters deadLetters;
  private final Following following;
  private String waitingFor = "";

  Gates(
      Position position,
      Jobs jobs,
      Time time,
      Verification verification,
      Soak soak,
      DeadLetters deadLetters,
      Cuts cuts,
      Following following,
      BooleanSupplier fair) {
    this.position = position;
    this.jobs = jobs;
    this.time = time;
    this.verification = verification;
    this.soak = soak;
    this.cuts = cuts;
    this.following = following;
    this.fair = fair;
    this.deadLetters = deadLetters;
  }

  /** What a gate waits for, in words; empty if none does. */
  String waitingFor() {
    return waitingFor.isEmpty() || following.missing().isEmpty()
        ? waitingFor
        : waitingFor + ": " + following.missing();
  }

  /**
   * Done when the gate holds; fails if that does not come about.
   *
   * @param up true if the migration goes on, false if it goes back
   */
  Future<Void> pass(Gate gate, boolean up, Patience patience) {
    return attempt(gate, up, patience).onComplete(ended -> waitingFor = "");
  }

  private Future<Void> attempt(Gate gate, boolean up, Patience patience) {
    return switch (gate) {
      case NEW_EMPTY -> newEmpty(patience);
      case COPIED -> copied(patience);
      case DELTA_COPIED, CAUGHT_UP -> caughtUp(Side.OLD, patience);
      case COPIED_BACK, CAUGHT_UP_BACK -> caughtUp(Side.NEW, patience);
      case REHEARSED -> rehearsed(patience);
      case FOLLOWED -> copied(patience).compose(done -> followed(Side.OLD, patience));
      case FOLLOWED_BACK -> followed(Side.NEW, patience);
      case REPLICATED -> replicated(Side.OLD, patience);
      case REPLICATED_BACK -> replicated(Side.NEW, patience);
      case SWITCHED -> switched(Side.NEW, patience);
      case SWITCHED_BACK -> switched(Side.OLD, patience);
      case NEW_LEADS -> following.leads(Side.NEW, patience);
      case OLD_LEADS -> following.leads(Side.OLD, patience);
      case VERIFIED -> verified(patience);
      case JOURNAL_EMPTY -> {
        waitingFor = "the journal to become empty";
        yield jobs.emptyJournals(position.lead(), position.isNewerRight(), patience);
      }
      case SOAKED -> soaked(patience);
      case QUEUE_DRAINED -> {
        waitingFor = "the queue to be drained";
        yield jobs.drainQueue(patience);
      }
      case FAIR_WEATHER -> fairWeather(patience);
      case CUT_AHEAD -> cuts.requireUnused(patience);
      case END_AHEAD -> cuts.requireEndUnused(up, patience);
      case OLD_EXPIRED -> {
        waitingFor = "the last entries of the old store to expire";
        yield cuts.expired(Side.OLD, patience);
      }
      case NEW_EXPIRED -> {
        waitingFor = "the new cut date to pass and the last entries of the new store to expire";
        yield cuts.newExpired(patience);
      }
      case CONVERTED -> jobs.convert(Conversion.WRITE_COMPACT, patience).mapEmpty();
      case CONVERTED_BACK -> jobs.convert(Conversion.READ_BOTH, patience).mapEmpty();
    };
  }

  private Future<Void> fairWeather(Patience patience) {
    waitingFor = "the new store to do well for its dwell time";
    return Loop.until(
        () ->
            fair.getAsBoolean()
                ? Future.succeededFuture(true)
                : patience.pass("wait for fair weather", LOOK_AGAIN).map(false));
  }

  private Future<Void> newEmpty(Patience patience) {
    if (position.record().floor() != 0) {
      return jobs.erase(Side.NEW, patience); // what an earlier attempt of ours left
    }
    return jobs.anyLive(Side.NEW, Selector.ALL, patience)
        .compose(
            found ->
                found.isEmpty()
                    ? done()
                    : Future.failedFuture(
                        new IllegalStateException(
                            "the new store must be empty before it is looked up, and holds "
                                + found.get()
                                + ": empty it, or name another namespace")));
  }

  /**
   * A copy that is done lacks what some keys were given in old alone since, on a ramp; and while
   * nothing is written, what they were given in new alone.
   */
  private Future<Void> copied(Patience patience) {
    return jobs.copy(position.record().floor(), patience)
        .compose(
            checkpoint ->
                deadLetters
                    .requireNone(checkpoint, Side.NEW)
                    .recover(
                        refused ->
                            jobs.forgetCopy(patience)
                                .transform(forgotten -> Future.failedFuture(refused))))
        .compose(copied -> caughtUp(Side.OLD, patience))
        .compose(copied -> position.isParked() ? caughtUp(Side.NEW, patience) : done());
  }

  /** Copies what one store alone was given; it may be given more unless both are written now. */
  private Future<Void> caughtUp(Side from, Patience patience) {
    long since = sinceOf(from);
    if (since == 0) {
      return done();
    }
    long begun = position.since();
    return jobs.copySince(from, since, patience)
        .compose(checkpoint -> deadLetters.requireNone(checkpoint, from.other()))
        .compose(
            copied -> {
              boolean goesOn = position.policy().any(cell -> cell.writesOnly(from));
              return remember(from, goesOn ? Math.max(since, begun) : 0, patience);
            });
  }

  /** Copies again and again until a pass is short. */
  private Future<Void> followed(Side from, Patience patience) {
    waitingFor = from.other() + " to follow " + from + " closely";
    var passes = new int[1];
    return Loop.until(
        () -> {
          long begunNanos = time.nanos();
          return caughtUp(from, patience)
              .map(
                  copied ->
                      time.nanos() - begunNanos < CLOSE_MILLIS * 1_000_000
                          || ++passes[0] >= MAX_PASSES);
        });
  }

  private Future<Void> replicated(Side leader, Patience patience) {
    waitingFor = leader.other() + " to follow " + leader + " closely";
    return following.followed(leader, patience);
  }

  private Future<Void> switched(Side to, Patience patience) {
    waitingFor = to + " to confirm the last write";
    return following.turned(to, patience);
  }

  private Future<Void> rehearsed(Patience patience) {
    return jobs.copySince(Side.NEW, position.record().floor(), patience)
        .compose(checkpoint -> deadLetters.requireNone(checkpoint, Side.OLD));
  }

  private Future<Void> verified(Patience patience) {
    return verification
        .holds(patience)
        .compose(holds -> holds ? done() : verification.untilEqual(position.lead(), patience));
  }

  private Future<Void> soaked(Patience patience) {
    waitingFor = position.step() + " to be held for " + soak.wanted().toSeconds() + " s";
    return soak.held(position.step(), patience)
        .onFailure(
            cause -> {
              if (cause instanceof Soak.DivergedException) {
                verification.forget();
              }
            });
  }

  private long sinceOf(Side from) {
    return from == Side.OLD ? position.record().onSince() : position.record().backSince();
  }

  private Future<Void> remember(Side from, long since, Patience patience) {
    MigrationRecord now = position.record();
    return position.writeDown(
        from == Side.OLD ? now.withOnSince(since) : now.withBackSince(since),
        "copied up to here",
        patience);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
