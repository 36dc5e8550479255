package io.laminar.migration.simulation;

import io.laminar.migration.fleet.Publication;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Commands whoever moves the migration: by chance while the run lasts, and to its ends. */
final class Walker {

  private static final int LAST_TRIES = 20;
  private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int ALL_PER_MILLE = 1_000;

  private final Timeline timeline;
  private final SimFleet fleet;
  private final SimControl control;
  private final Steps steps;
  private final boolean ramps;
  private final Consumer<String> mark;

  /**
   * @param ramps true if some keys may go before the others
   */
  Walker(
      Timeline timeline,
      SimFleet fleet,
      SimControl control,
      Steps steps,
      boolean ramps,
      Consumer<String> mark) {
    this.timeline = timeline;
    this.fleet = fleet;
    this.control = control;
    this.steps = steps;
    this.ramps = ramps;
    this.mark = mark;
  }

  /** The process that moves the migration, as soon as there is one. */
  SimFleet.Node leader() {
    timeline.runUntil("a member that moves the migration", () -> fleet.leader().isPresent());
    return fleet.leader().orElseThrow();
  }

  /** Gives any command, if there is somebody to give it to. */
  void command() {
    fleet
        .leader()
        .map(SimFleet.Node::ladder)
        .ifPresentOrElse(this::command, () -> mark.accept("nobody moves the migration"));
  }

  private void command(Ladder ladder) {
    int dice = ramps ? random().nextInt(8) : 7;
    if (dice < 3) {
      PlanStep there = anyNeighbour();
      int perMille = random().nextInt(4) == 0 ? 0 : 1 + random().nextInt(ALL_PER_MILLE);
      tell("ramp " + perMille + " ‰ to " + there, ladder.ramp(there.id(), perMille));
    } else if (dice == 3) {
      tell("abort", ladder.abort());
    } else {
      PlanStep goal = anyGoal();
      tell("walk to " + goal, ladder.walkTo(goal.id()));
    }
  }

  /** Tells whoever moves the migration to walk to a step, if there is somebody. */
  void commandTo(String step) {
    fleet
        .leader()
        .map(SimFleet.Node::ladder)
        .ifPresent(ladder -> tell("walk to " + step, ladder.walkTo(step)));
  }

  /** Sets the date at which a timed rollover turns back. */
  void cutAt(String date) {
    Future<Void> cut = leader().ladder().cutAt(date);
    tell("cut at " + date, cut);
    timeline.runUntil("the cut", cut::isComplete);
  }

  private void tell(String command, Future<Void> carriedOut) {
    mark.accept(command);
    carriedOut.onComplete(
        ended ->
            mark.accept(
                command
                    + (ended.succeeded() ? ": done" : ": stands: " + ended.cause().getMessage())));
  }

  /** Often all the way, so that who is left behind is far behind. */
  private PlanStep anyGoal() {
    List<PlanStep> goals = steps.all().subList(0, steps.indexOf(steps.top()) + 1);
    int dice = random().nextInt(2 * goals.size());
    boolean far = dice >= goals.size();
    return far ? (dice % 2 == 0 ? steps.top() : steps.first()) : goals.get(dice);
  }

  private PlanStep anyNeighbour() {
    PlanStep here = here();
    boolean up = here.equals(steps.first()) || !here.equals(steps.top()) && random().nextBoolean();
    return steps.towards(here, up ? steps.top() : steps.first());
  }

  /** True if some keys are in a neighbour of the step, by the log. */
  boolean isRamped() {
    List<Publication> log = control.log();
    return !log.isEmpty()
        && !new JsonObject(log.get(log.size() - 1).document()).getString("rampTo", "").isEmpty();
  }

  /** Where the migration stands by the log. */
  PlanStep here() {
    List<Publication> log = control.log();
    return log.isEmpty()
        ? steps.first()
        : steps.find(new JsonObject(log.get(log.size() - 1).document()).getString("step"));
  }

  /**
   * Walks until it is there.
   *
   * @throws Timeline.StuckException if it never is
   */
  void arriveAt(PlanStep goal) {
    boolean arrived = false;
    for (int tries = 0; tries < LAST_TRIES && !arrived; tries++) {
      mark.accept("walk to " + goal + " at the end");
      Future<Void> walk = leader().ladder().walkTo(goal.id());
      timeline.runUntil("the end of the walk to " + goal, walk::isComplete);
      arrived = walk.succeeded();
      if (!arrived) {
        mark.accept("stands: " + walk.cause().getMessage());
        timeline.pass(TRY_AGAIN_NANOS); // who was healed is heard of with its next renewal
      }
    }
    if (!arrived) {
      throw new Timeline.StuckException("never came to " + goal);
    }
  }

  /** Where it stands, for people. */
  String status() {
    Optional<SimFleet.Node> leader = fleet.leader();
    if (leader.isEmpty()) {
      return "nobody moves the migration";
    }
    Future<LadderStatus> status = leader.get().ladder().status();
    long until = timeline.nanos() + TRY_AGAIN_NANOS;
    try {
      timeline.runUntil("status", () -> status.isComplete() || timeline.nanos() > until);
    } catch (Timeline.StuckException nothingLeft) {
      return "no status";
    }
    return status.succeeded()
        ? "in "
            + status.result().step()
            + ", "
            + status.result().failure()
            + ", waiting for "
            + status.result().waitingFor()
        : "no status";
  }

  private Random random() {
    return timeline.random();
  }
}
