package io.laminar.migration.ladder;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Patience.StoppedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from one step to the next until a goal is reached; a goal may change on the way. Each
 * step is written down before it is taken. Belongs to the ladder's context.
 */
final class Walk {

  private static final Logger LOG = LoggerFactory.getLogger(Walk.class);

  /** What happens around a move, beside the walk itself. */
  interface Around {

    /** Before the old store alone is left: what may begin. */
    Future<Void> begin(Patience patience);

    /** Nothing goes on in the background until the move is over. */
    Future<Void> hold();

    void release();

    /** Done when the step may be judged from now on. */
    Future<Void> entered(PlanStep step, Patience patience);
  }

  private final Vertx vertx;
  private final Home home;
  private final String name;
  private final Position position;
  private final Bearing bearing;
  private final Moment moment;
  private final Gates gates;
  private final Jobs jobs;
  private final Around around;

  private Goal goal;
  private Patience patience;
  private Future<Void> walking = Future.succeededFuture();
  private boolean striding;
  private String broken = ""; // what the new store does badly, for which a step is to be left
  private String waitingFor = "";
  private String failure = "";
  private Throwable breach; // why it goes back to where writes go on; null if it does not

  Walk(Vertx vertx, String name, Position position, Gates gates, Jobs jobs, Around around) {
    this.vertx = vertx;
    this.home = new Home(vertx.getOrCreateContext());
    this.name = name;
    this.position = position;
    this.bearing = new Bearing(position);
    this.moment = new Moment(vertx, position);
    this.gates = gates;
    this.jobs = jobs;
    this.around = around;
    this.goal = Goal.of(position.step());
    this.patience = new Patience(vertx);
  }

  PlanStep goal() {
    return goal.step();
  }

  /** Why the last walk ended early; empty if it did not. */
  String failure() {
    return failure;
  }

  String waitingFor() {
    if (!position.waitingFor().isEmpty()) {
      return position.waitingFor();
    }
    if (!patience.waitingFor().isEmpty()) {
      return patience.waitingFor();
    }
    return gates.waitingFor().isEmpty() ? waitingFor : gates.waitingFor();
  }

  boolean isUnderWay() {
    return !walking.isComplete();
  }

  /** True while it is on its way to a lower step. */
  boolean isGoingBack() {
    return striding && !bearing.isOn(goal);
  }

  Patience patience() {
    return patience;
  }

  /** Walks, or turns round a walk that is under way. */
  Future<Void> to(Goal wanted) {
    requireActs();
    goal = wanted;
    failure = "";
    broken = bearing.isOn(wanted) ? broken : ""; // a step that is to be left anyway
    breach = null;
    jobs.pace().resume();
    jobs.pace().forgive();
    setOut();
    return arrival(wanted);
  }

  /**
   * Goes one step back, also in the middle of a walk, and is held there until {@link #release}.
   *
   * @param trouble what the new store does badly, in words
   */
  void retreat(String trouble) {
    broken = trouble;
    setOut();
  }

  /** May go on again; stays held while it is under way. */
  Future<Void> release() {
    if (!position.isHeld() || isUnderWay()) {
      return Future.succeededFuture();
    }
    requireActs();
    failure = "";
    LOG.info("{} may go on again from {}", name, position.step());
    return note(position.record().withHeld(""), "may go on again", new Patience(vertx));
  }

  private void setOut() {
    patience.stop(); // a job that runs gives way: the walk goes on in the new direction
    if (!striding) {
      striding = true;
      walking =
          walking
              .transform(compared -> Loop.until(this::stride))
              .onComplete(ended -> stand(ended.cause()));
    }
  }

  /** Writes down beside the step; nothing else does meanwhile. */
  private Future<Void> note(MigrationRecord noted, String why, Patience whole) {
    return around
        .hold()
        .compose(held -> home.bring(position.writeDown(noted, why, whole)))
        .onComplete(ended -> around.release());
  }

  /** Throws {@link IllegalStateException} while a walk or a comparison is under way. */
  void requireNone() {
    if (isUnderWay()) {
      throw new IllegalStateException(
          striding ? "a walk to " + goal + " is under way" : "a comparison is under way already");
    }
  }

  /** Runs a job where a walk would be; the caller has seen that none is under way. */
  <T> Future<T> instead(java.util.function.Function<Patience, Future<T>> job) {
    requireActs();
    patience = new Patience(vertx);
    Future<T> run = job.apply(patience);
    walking = run.mapEmpty();
    return run;
  }

  /** Ends at the next page of a job; the step stays as it is. */
  Future<Void> stop() {
    goal = bearing.standing();
    patience.stop();
    jobs.pace().resume();
    jobs.pace().forgive();
    return walking;
  }

  /** Done when the walk ends where one of its commands wanted it to. */
  private Future<Void> arrival(Goal wanted) {
    return walking.compose(
        ended ->
            bearing.isAt(wanted)
                ? Future.<Void>succeededFuture()
                : Future.failedFuture(
                    new IllegalStateException(
                        "the walk to "
                            + wanted
                            + " was given up for another command; the migration is in "
                            + position.step())));
  }

  private void stand(Throwable cause) {
    striding = false;
    waitingFor = "";
    if (cause != null) {
      failure = String.valueOf(cause.getMessage());
      goal = Goal.of(position.step());
      LOG.warn("{} stands in {}: {}", name, position.step(), failure);
    }
  }

  /** One step towards the goal; true when it is reached. */
  private Future<Boolean> stride() {
    patience = new Patience(vertx);
    if (position.steps().isEnd(position.step())) {
      goal = Goal.of(position.step()); // a command that came while it was being taken is too late
    }
    if (position.isAhead()) {
      // written down, but it could not be taken: its neighbours are only safe beside it
      Goal before = goal;
      return soon(position.install(patience)).map(false).recover(cause -> goOnAfter(cause, before));
    }
    if (!broken.isEmpty()) {
      return retreat();
    }
    if (bearing.isAt(goal)) {
      return breach == null ? Future.succeededFuture(true) : Future.failedFuture(breach);
    }
    if (position.isHeld() && bearing.isOn(goal)) {
      return Future.failedFuture(new IllegalStateException(position.record().held()));
    }
    Goal wanted = goal;
    MigrationRecord next = bearing.next(wanted);
    return soon(position.ready(next, patience))
        .compose(ready -> passGates(next))
        .compose(passed -> move(next, "on the way to " + wanted))
        .map(false)
        .recover(cause -> goOnAfter(cause, wanted));
  }

  private Future<Boolean> goOnAfter(Throwable cause, Goal wanted) {
    boolean turnedRound =
        cause instanceof StoppedException && (goal != wanted || !broken.isEmpty());
    if (turnedRound || cause instanceof Crew.NotReadyException) {
      return Future.succeededFuture(false);
    }
    if (cause instanceof Following.BrokenException && breach == null) {
      breach = toRefuge(cause);
      return Future.succeededFuture(false);
    }
    return cause instanceof Soak.DivergedException && !position.isRamped()
        ? stepBack(cause)
        : Future.failedFuture(cause);
  }

  /** What members have to do; while writes are parked they are not waited for at any length. */
  private <T> Future<T> soon(Future<T> followed) {
    Future<T> here = home.bring(followed);
    Patience waiting = patience;
    return breach == null ? moment.bound(here, () -> giveUpWaiting(waiting)) : here;
  }

  private void giveUpWaiting(Patience waiting) {
    if (waiting == patience && !waiting.isStopped()) {
      breach = toRefuge(new IllegalStateException("writes were parked: " + waitingFor()));
      waiting.stop();
    }
  }

  /** Nobody goes on from where writes are parked: back to where they go on. */
  void leaveMoment() {
    if (moment.isOurs() && !isUnderWay()) {
      breach =
          toRefuge(
              new IllegalStateException(
                  "writes were parked, and who moved the migration was gone"));
      setOut();
    }
  }

  /** Writes are not parked any longer than they must: back to the store that led before. */
  private Throwable toRefuge(Throwable breach) {
    goal = Goal.of(position.refuge());
    String why = breach.getMessage() + "; went back from " + position.step() + " to " + goal;
    LOG.warn("{}: {}", name, why);
    return new IllegalStateException(why, breach);
  }

  /** What a step was held for did not come true: it is left again at once, by the way back. */
  private Future<Boolean> stepBack(Throwable breach) {
    PlanStep back = bearing.below();
    String why = steppedBack(breach.getMessage(), back);
    return stepBack(back, why)
        .compose(moved -> Future.failedFuture(new IllegalStateException(why, breach)));
  }

  /** Held before the way back is free, so that nothing turns it round but a person. */
  private Future<Boolean> retreat() {
    PlanStep back = bearing.below();
    Goal wanted = Goal.of(back);
    String why = steppedBack(broken, back);
    goal = wanted;
    broken = "";
    return note(position.record().withHeld(why), why, patience)
        .compose(held -> stepBack(back, why))
        .compose(moved -> Future.<Boolean>failedFuture(new IllegalStateException(why)))
        .recover(cause -> goOnAfter(cause, wanted));
  }

  private Future<Void> stepBack(PlanStep back, String why) {
    MigrationRecord next = position.record().at(back.id());
    LOG.warn("{}: {}", name, why);
    goal = Goal.of(back);
    return passGates(next).compose(passed -> move(next, why));
  }

  private String steppedBack(String why, PlanStep back) {
    return why + "; stepped back from " + position.upper() + " to " + back;
  }

  private Future<Void> passGates(MigrationRecord next) {
    boolean up = bearing.isUpwards(next);
    Iterator<Gate> left = bearing.gatesTowards(next, goal).iterator();
    Patience whole = patience;
    return Loop.until(
        () ->
            left.hasNext()
                ? gates.pass(left.next(), up, whole).map(false)
                : jobs.pace().after(0).map(true)); // where a paused walk waits
  }

  private Future<Void> move(MigrationRecord next, String why) {
    MigrationRecord before = position.record();
    boolean begins = before.step().equals(position.steps().first().id()) && !position.isRamped();
    waitingFor = "writes of " + before.step() + " to end";
    return around
        .hold()
        .compose(held -> begins ? around.begin(patience) : Future.succeededFuture())
        .compose(ready -> home.bring(position.writeDown(position.prepared(next), why, patience)))
        .compose(
            written ->
                soon(position.install(patience))
                    .recover(
                        cause ->
                            cause instanceof StoppedException
                                ? Future.failedFuture(cause) // it is on its way
                                : position
                                    .writeDown(
                                        position.wayBackTo(before),
                                        "could not be taken: " + cause.getMessage(),
                                        patience)
                                    .transform(back -> Future.failedFuture(cause))))
        .compose(installed -> entered(before))
        .onComplete(
            ended -> {
              waitingFor = "";
              around.release();
            });
  }

  private Future<Void> entered(MigrationRecord before) {
    LOG.info(
        "{} moved from {} to {} ({}){}",
        name,
        before.step(),
        position.step(),
        position.step().title(),
        position.isRamped()
            ? ", " + position.record().perMille() + " ‰ of the keys in " + position.rampTo()
            : "");
    return around.entered(position.step(), patience);
  }

  /** Somebody else has moved the migration, or this process takes it up again. */
  void followed() {
    if (!striding) {
      goal = bearing.standing();
    }
  }

  /**
   * Checks that commands are for this process.
   *
   * @throws IllegalStateException if another one moves the migration
   */
  void requireActs() {
    if (!position.acts()) {
      throw new IllegalStateException(
          "another member moves " + name + ", or its lease has run out: ask the controller");
    }
  }

  /** Runs a call on the ladder's context. Any thread. */
  <T> Future<T> onContext(Supplier<Future<T>> call) {
    return home.call(call);
  }
}
