package io.laminar.migration.ladder;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import java.util.Set;

/**
 * Where a walk goes.
 *
 * @param step the step for all keys, or for all that are not ramped
 * @param rampTo the neighbour that some keys go to; {@code null} if none do
 * @param perMille how many in a thousand those are
 * @param withoutNew true if the new store is given up on the way: nothing is asked of it
 */
record Goal(PlanStep step, PlanStep rampTo, int perMille, boolean withoutNew) {

  private static final Set<Gate> COMPARING = Set.of(Gate.VERIFIED, Gate.JOURNAL_EMPTY);

  Goal(PlanStep step, PlanStep rampTo, int perMille) {
    this(step, rampTo, perMille, false);
  }

  static Goal of(PlanStep step) {
    return new Goal(step, null, 0);
  }

  /** The same, though the new store is gone. */
  Goal givingNewUp() {
    return new Goal(step, rampTo, perMille, true);
  }

  /** Whether a gate on the way back is asked. */
  boolean asks(Gate gate) {
    return !withoutNew || !COMPARING.contains(gate);
  }

  boolean isFor(PlanStep wanted) {
    return rampTo == null && step.id().equals(wanted.id());
  }

  @Override
  public String toString() {
    return rampTo == null ? step.id() : perMille + " ‰ in " + rampTo;
  }
}
