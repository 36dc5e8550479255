package io.laminar.migration.ladder;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.route.Side;
import java.util.List;

/**
 * Which move leads from where the migration stands towards a goal, and which gates are on it.
 * Belongs to the ladder's context.
 */
record Bearing(Position position) {

  /** True if the goal is not below where some keys are. */
  boolean isOn(Goal goal) {
    PlanStep upper = position.upper();
    int least = position.steps().indexOf(goal.step());
    int most = goal.rampTo() == null ? least : position.steps().indexOf(goal.rampTo());
    return Math.max(least, most) >= position.steps().indexOf(upper);
  }

  /** True if the migration stands where a goal is. */
  boolean isAt(Goal goal) {
    boolean sameStep = position.step().id().equals(goal.step().id());
    return goal.rampTo() == null
        ? sameStep && !position.isRamped()
        : sameStep
            && position.isRamped()
            && position.rampTo().id().equals(goal.rampTo().id())
            && position.record().perMille() == goal.perMille();
  }

  /** A goal that is reached already. */
  Goal standing() {
    return position.isRamped()
        ? new Goal(position.step(), position.rampTo(), position.record().perMille())
        : Goal.of(position.step());
  }

  /** The step below the highest that keys are in. */
  PlanStep below() {
    return position.steps().towards(position.upper(), position.steps().first());
  }

  /** Where the next stride leads. */
  MigrationRecord next(Goal wanted) {
    MigrationRecord here = position.record();
    PlanStep step = position.step();
    boolean ramps = wanted.rampTo() != null && wanted.step().id().equals(step.id());
    if (position.isRamped()) {
      PlanStep other = position.rampTo();
      if (ramps && other.id().equals(wanted.rampTo().id())) {
        return here.ramped(other.id(), wanted.perMille());
      }
      boolean onward = isOnTheWay(other, wanted.step());
      return here.at(onward ? other.id() : step.id());
    }
    return ramps
        ? here.ramped(wanted.rampTo().id(), wanted.perMille())
        : here.at(position.steps().towards(step, wanted.step()).id());
  }

  private boolean isOnTheWay(PlanStep neighbour, PlanStep wanted) {
    return position.steps().towards(position.step(), wanted).id().equals(neighbour.id());
  }

  /**
   * What must hold before that. Where the old store has every acknowledged write, a goal that gives
   * the new one up asks for nothing that only the new one can tell.
   */
  List<Gate> gatesTowards(MigrationRecord next, Goal wanted) {
    List<Gate> gates = gatesTowards(next);
    boolean waived =
        !isUpwards(next) && !position.policy().any(cell -> !cell.writes().acknowledgesIn(Side.OLD));
    return waived ? gates.stream().filter(wanted::asks).toList() : gates;
  }

  private List<Gate> gatesTowards(MigrationRecord next) {
    PlanStep step = position.step();
    if (!position.isRamped()) {
      PlanStep there = position.steps().find(next.rampTo().isEmpty() ? next.step() : next.rampTo());
      return position.steps().gates(step, there);
    }
    PlanStep other = position.rampTo();
    boolean more =
        next.rampTo().isEmpty()
            ? next.step().equals(other.id())
            : next.perMille() > position.record().perMille();
    return more ? position.steps().gates(step, other) : position.steps().gates(other, step);
  }

  /** True if keys go up with it. */
  boolean isUpwards(MigrationRecord next) {
    PlanStep here = position.step();
    PlanStep there =
        position.isRamped()
            ? position.rampTo()
            : position.steps().find(next.rampTo().isEmpty() ? next.step() : next.rampTo());
    return position.steps().indexOf(there) > position.steps().indexOf(here);
  }
}
