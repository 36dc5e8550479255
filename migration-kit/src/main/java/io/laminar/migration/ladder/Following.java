package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.replicate.Replication;
import io.laminar.migration.replicate.Replication.Standing;
import io.laminar.migration.replicate.Replication.State;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The servers' own replication as a migration uses it: kept up in the steps in which one server
 * follows the other, handed over while writes are parked, and dissolved in the first and the last
 * step.
 *
 * <p>While nobody waits, a server that is away is waited for, and it is said for what. While writes
 * are parked everything is bounded by the plan's {@code switchWithin}: what takes longer fails with
 * a {@link BrokenException}, and the ladder retreats to where writes go on. Belongs to the ladder's
 * context; its calls run one after the other.
 */
final class Following {

  /** So close a follower is, in bytes of the leader's log, that the rest takes no time. */
  private static final long CLOSE_BYTES = 1 << 20;

  /** So long nothing may change about a follower that does not follow. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration LOOK_AGAIN_PARKED = Duration.ofMillis(10);

  private final Vertx vertx;
  private final Optional<Course.Replicated> replicated;
  private final Position position;
  private final Time time;
  private Replication replication;
  private Future<?> last = Future.succeededFuture();
  private Optional<Standing> standing = Optional.empty();
  private boolean dissolved;

  Following(Vertx vertx, Optional<Course.Replicated> replicated, Position position, Time time) {
    this.vertx = vertx;
    this.replicated = replicated;
    this.position = position;
    this.time = time;
  }

  /** The replication does not do what the step needs; nothing is lost, and the way back is open. */
  static final class BrokenException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    BrokenException(String message) {
      super(message);
    }
  }

  /**
   * How stores follow each other, and how the follower stands; empty if nothing is synchronized.
   */
  Optional<LadderStatus.Followed> status() {
    return replicated.map(terms -> new LadderStatus.Followed(terms.sync(), leaderHere(), standing));
  }

  /** Why the follower does not follow, in words; empty if it does, or if none should. */
  String missing() {
    return standing.map(Standing::why).orElse("");
  }

  /** Before anything begins: fails with everything that is in the way. */
  Future<Void> check(Patience patience) {
    if (!isUsed()) {
      return Future.succeededFuture();
    }
    dissolved = false;
    boolean leftOver = position.isOfThisPlan(); // another plan may name another server
    return patience.insist("both servers", () -> inTurn(() -> replication().check(leftOver)));
  }

  /** Done when the other server follows the leader closely. */
  Future<Void> followed(Side leader, Patience patience) {
    var watch = new Watch();
    return Loop.until(
        () ->
            patience
                .insist(leader.other() + " to follow " + leader, () -> inTurn(() -> keepUp(leader)))
                .compose(
                    now ->
                        now.state() == State.FOLLOWING && now.lagBytes() <= CLOSE_BYTES
                            ? Future.succeededFuture(true)
                            : watch
                                .look(leader, now)
                                .compose(
                                    moves -> patience.pass("wait for the replication", LOOK_AGAIN))
                                .map(false)));
  }

  /** While writes are parked: done when a server has everything and may take the lead. */
  Future<Void> turned(Side to, Patience patience) {
    Side from = to.other();
    if (position.lead() == to) { // it led before, and nothing was written since
      return resumed(to, patience);
    }
    var behind = new long[] {-1};
    return bounded(from + " to refuse writes", patience, () -> done(() -> replication().hold(from)))
        .compose(
            held ->
                bounded(
                    "the position of " + from,
                    patience,
                    () ->
                        replication()
                            .position(from)
                            .map(
                                at -> {
                                  behind[0] = at;
                                  return true;
                                })))
        .compose(
            known ->
                bounded(
                    to + " to confirm the last write",
                    patience,
                    () -> replication().reached(to, behind[0])))
        .compose(reached -> bounded(to + " to take the lead", patience, () -> released(to)));
  }

  /**
   * While writes are parked: done when a server takes writes. The way back must run before the
   * first write that only the new one gets; where a migration only returns it is kept up later.
   */
  Future<Void> leads(Side side, Patience patience) {
    boolean mustBeFollowed = side == Side.NEW && position.lead() == Side.OLD;
    return mustBeFollowed
        ? bounded(
            side + " to take writes and be followed",
            patience,
            () -> keepUp(side).map(now -> now.state() != State.APART))
        : resumed(side, patience);
  }

  /** A round of housekeeping. */
  Future<Void> keep() {
    if (!isUsed()) {
      return Future.succeededFuture();
    }
    Optional<Side> leader = leaderHere();
    if (leader.isPresent()) {
      return inTurn(() -> keepUp(leader.get()))
          .onFailure(cause -> standing = Optional.of(Standing.apart(cause.getMessage())))
          .mapEmpty();
    }
    return isOver() && !dissolved ? dissolve() : Future.succeededFuture();
  }

  /** Leaves nothing behind on either server; does nothing while the migration is under way. */
  Future<Void> dissolve() {
    if (!isUsed() || !isOver() || position.record().floor() == 0) {
      return Future.succeededFuture();
    }
    return inTurn(() -> replication().end())
        .onSuccess(
            ended -> {
              dissolved = true;
              standing = Optional.empty();
            })
        .onFailure(
            cause ->
                standing =
                    Optional.of(Standing.apart("not cleaned up yet: " + cause.getMessage())));
  }

  Future<Void> close() {
    return replication == null ? Future.succeededFuture() : replication.close();
  }

  private boolean isUsed() {
    return replicated.isPresent() && position.steps().replicates();
  }

  private boolean isOver() {
    PlanStep here = position.step();
    return here.id().equals(position.steps().first().id()) || position.steps().isEnd(here);
  }

  private Optional<Side> leaderHere() {
    var jobs = position.step().jobs();
    return jobs.contains(Job.REPLICATE)
        ? Optional.of(Side.OLD)
        : jobs.contains(Job.REPLICATE_BACK) ? Optional.of(Side.NEW) : Optional.empty();
  }

  /** How it stands; what is missing is made, and seen the next time. */
  private Future<Standing> keepUp(Side leader) {
    return replication()
        .standing(leader)
        .compose(
            now -> {
              standing = Optional.of(now);
              return now.state() == State.FOLLOWING
                  ? Future.succeededFuture(now)
                  : replication()
                      .follow(leader)
                      .compose(made -> replication().standing(leader))
                      .onSuccess(then -> standing = Optional.of(then));
            });
  }

  /** There is nowhere else to go: without this writes stay parked. */
  private Future<Void> resumed(Side side, Patience patience) {
    return patience.insist(
        side + " to take writes again", () -> inTurn(() -> replication().release(side)));
  }

  private Future<Boolean> released(Side side) {
    return done(() -> replication().release(side));
  }

  private static Future<Boolean> done(Supplier<Future<Void>> call) {
    return call.get().map(true);
  }

  /** Tries until it is so; not for longer than writes may wait. */
  private Future<Void> bounded(String what, Patience patience, Supplier<Future<Boolean>> call) {
    Duration within = replicated.orElseThrow().sync().within();
    long untilNanos = time.nanos() + within.toNanos();
    return Loop.until(
        () ->
            inTurn(call)
                .map(isSo -> isSo ? "" : "not yet")
                .recover(Following::passing)
                .compose(
                    missing -> {
                      if (missing.isEmpty()) {
                        return Future.succeededFuture(true);
                      }
                      if (time.nanos() - untilNanos >= 0) {
                        return Future.failedFuture(
                            new BrokenException(
                                "waited "
                                    + within.toMillis()
                                    + " ms for "
                                    + what
                                    + " while"
                                    + " writes are parked (limits.switchWithin): "
                                    + missing));
                      }
                      return patience.pass(what, LOOK_AGAIN_PARKED).map(false);
                    }));
  }

  /** A server that cannot at the moment may yet. */
  private static Future<String> passing(Throwable cause) {
    if (!(cause instanceof StoreException store)) {
      return Future.failedFuture(cause);
    }
    return store.kind() == StoreException.Kind.REFUSED
        ? Future.failedFuture(new BrokenException(store.getMessage()))
        : Future.succeededFuture(store.getMessage());
  }

  /** Housekeeping and walk share the servers; their calls do not mix. */
  private <T> Future<T> inTurn(Supplier<Future<T>> call) {
    Future<T> next = last.transform(before -> call.get());
    last = next;
    return next;
  }

  private Replication replication() {
    if (replication == null) {
      replication = replicated.orElseThrow().opener().open(vertx, position::acts);
    }
    return replication;
  }

  /** Sees whether a follower that does not follow yet gets on. */
  private final class Watch {

    private String before = "";
    private long sinceNanos = time.nanos();

    Future<Void> look(Side leader, Standing now) {
      String text = now.why() + now.lagBytes();
      if (!text.equals(before)) {
        before = text;
        sinceNanos = time.nanos();
      }
      return time.nanos() - sinceNanos < STUCK.toNanos()
          ? Future.succeededFuture()
          : Future.failedFuture(
              new IllegalStateException(
                  leader.other()
                      + " does not follow "
                      + leader
                      + ": "
                      + now.why()
                      + "; nothing changed for "
                      + STUCK.toSeconds()
                      + " s"));
    }
  }
}
