package io.laminar.migration.ladder;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where commands may lead from where the migration stands, and by which way. What may not be asked
 * for is refused with {@link IllegalArgumentException}, or with {@link IllegalStateException} if it
 * only may not be now. Changes nothing. Belongs to the ladder's context.
 */
final class Goals {

  private final Position position;
  private final String name;

  /**
   * @param name the migration's
   */
  Goals(Position position, String name) {
    this.position = position;
    this.name = name;
  }

  /** All keys in one step. */
  Goal walk(String step) {
    Goal goal = walkFromCut(step);
    requireCut(goal.step());
    return goal;
  }

  /** The same once a timed rollover has a date from which it goes back. */
  Goal walkFromCut(String step) {
    PlanStep wanted = position.steps().find(step);
    if (position.steps().isEnd(wanted)) {
      throw new IllegalArgumentException(
          wanted + " cannot be undone: use complete and confirm with the migration's name");
    }
    requireNotEnded();
    requireFreeTo(wanted);
    return Goal.of(wanted);
  }

  /** The old store alone, while it still leads. */
  Goal abort() {
    if (position.lead() == Side.NEW) {
      throw new IllegalStateException(
          "the new store leads in " + position.step() + ": reverse walks back from here");
    }
    return Goal.of(position.steps().first());
  }

  /**
   * The old store alone, though the new one is gone and may be read: only where the old one has
   * every acknowledged write.
   *
   * @param confirmation must be the migration's name
   */
  Goal abandon(String confirmation) {
    requireConfirmed(
        confirmation,
        "abort without the new store does not compare the stores: what was read but never"
            + " acknowledged may be gone");
    requireNotEnded();
    if (position.policy().any(cell -> !cell.writes().acknowledgesIn(Side.OLD))) {
      throw new IllegalStateException(
          "in "
              + position.step()
              + " the old store may lack acknowledged writes: mend the new one, then reverse");
    }
    return Goal.of(position.steps().first()).givingNewUp();
  }

  /** Some keys in a neighbour. */
  Goal ramp(String step, int perMille) {
    if (perMille < 0 || perMille > 1_000) {
      throw new IllegalArgumentException("perMille must be 0..1000, was " + perMille);
    }
    requireNotEnded();
    requireByKey();
    PlanStep here = position.step();
    PlanStep wanted = position.steps().find(step);
    int away = position.steps().indexOf(wanted) - position.steps().indexOf(here);
    if (Math.abs(away) != 1 || position.steps().isEnd(wanted)) {
      throw new IllegalArgumentException(
          "keys ramp to a neighbour of " + here + " that can be undone, " + wanted + " is none");
    }
    if (perMille > 0) {
      requireServing(here);
      requireServing(wanted);
      requireFreeTo(wanted);
      requireCut(wanted);
    }
    return perMille == 0 || perMille == 1_000
        ? Goal.of(perMille == 0 ? here : wanted)
        : new Goal(here, wanted, perMille);
  }

  /**
   * The end, which gives the old store up.
   *
   * @param confirmation must be the migration's name
   */
  Goal end(String confirmation) {
    requireConfirmed(confirmation, "complete removes the old store's data and cannot be undone");
    Steps steps = position.steps();
    boolean nearTop = steps.indexOf(position.step()) >= steps.indexOf(steps.top());
    if (!nearTop || !steps.hasEnd()) {
      throw new IllegalStateException(
          (steps.hasEnd()
                  ? "complete is possible in " + steps.top()
                  : steps.strategy().id() + " gives no store up and needs no end")
              + ", the migration is in "
              + position.step());
    }
    PlanStep end = steps.all().get(steps.all().size() - 1);
    requireFreeTo(end);
    return Goal.of(end);
  }

  private void requireConfirmed(String confirmation, String what) {
    if (!name.equals(confirmation)) {
      throw new IllegalArgumentException(
          what + ": confirm with the name " + name + ", was \"" + confirmation + "\"");
    }
  }

  /** The way to a goal, a line for each step, with what must hold on it. */
  List<String> way(Goal goal) {
    Steps steps = position.steps();
    List<String> way = new ArrayList<>(steps.way(position.step(), goal.step(), goal::asks));
    int perMilleNow = position.isRamped() ? position.record().perMille() : 0;
    if (goal.rampTo() != null) {
      way.add(ramped(goal.step(), goal.rampTo(), perMilleNow, goal.perMille()));
    } else if (position.isRamped() && goal.isFor(position.step())) {
      way.add(ramped(position.step(), position.rampTo(), perMilleNow, 0));
    }
    if (goal.withoutNew()) {
      way.add(
          "the new store is not asked: the stores are not compared, the journal is not emptied");
    }
    if (steps.isEnd(goal.step())) {
      way.add("the entries in the old store are removed; this cannot be undone");
    }
    return way;
  }

  private String ramped(PlanStep from, PlanStep to, int perMilleNow, int perMille) {
    List<Gate> gates =
        perMille > perMilleNow
            ? position.steps().gates(from, to)
            : position.steps().gates(to, from);
    String must = gates.stream().map(Gate::text).collect(Collectors.joining("; "));
    return "%d ‰ of the keys in %s %s, were %d ‰%s"
        .formatted(perMille, to, to.title(), perMilleNow, must.isEmpty() ? "" : ": " + must);
  }

  /** A comparison, and what it mends. */
  void requireComparable(boolean forRepair) {
    if (!position.policy().any(cell -> cell.writesBoth())) {
      throw new IllegalStateException(
          "in " + position.step() + " only one store is written; nothing to compare");
    }
    if (forRepair && position.isNewerRight()) {
      throw new IllegalStateException(
          "in "
              + position.step()
              + " readers take the newer of both stores, and neither is right by itself:"
              + " compare without repair, or walk on, which copies what differs");
    }
  }

  void requireNotEnded() {
    if (position.steps().isEnd(position.step())) {
      throw new IllegalStateException(
          position.step() + " cannot be undone: the old store was given up");
    }
  }

  /** Without a date the way back of a timed rollover ends at its gate. */
  private void requireCut(PlanStep wanted) {
    Steps steps = position.steps();
    boolean asks =
        IntStream.rangeClosed(steps.indexOf(wanted) + 1, steps.indexOf(position.step()))
            .mapToObj(steps.all()::get)
            .anyMatch(step -> step.gatesDown().contains(Gate.END_AHEAD));
    if (asks && position.record().cut().isEmpty()) {
      throw new IllegalStateException(Cuts.NO_CUT);
    }
  }

  private void requireByKey() {
    if (position.steps().replicates()) {
      throw new IllegalArgumentException(
          "servers that follow each other switch for all keys at once: walk instead of ramp, or"
              + " write sync: passes into the plan");
    }
  }

  /**
   * What is copied and compared while writes stop must not be written meanwhile: keys that were in
   * a neighbour would give each store something that the other lacks.
   */
  private static void requireServing(PlanStep step) {
    if (Position.isParked(step.policy())) {
      throw new IllegalArgumentException(
          "%s stops writes, and stands for all keys or for none: walk instead of ramp"
              .formatted(step));
    }
  }

  /** The way back is free also while the migration is held. */
  private void requireFreeTo(PlanStep wanted) {
    boolean on = position.steps().indexOf(wanted) > position.steps().indexOf(position.step());
    if (on && position.isHeld()) {
      throw new IllegalStateException(
          "held: " + position.record().held() + "; mend its cause, then laminar migrate resume");
    }
  }
}
