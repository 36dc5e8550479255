package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;

/**
 * Where a walk goes.
 *
 * @param step the step for all keys, or for all that are not ramped
 * @param rampTo the neighbour that some keys go to; {@code null} if none do
 * @param perMille how many in a thousand those are
 */
record Goal(PlanStep step, PlanStep rampTo, int perMille) {

  static Goal of(PlanStep step) {
    return new Goal(step, null, 0);
  }

  boolean isFor(PlanStep wanted) {
    return rampTo == null && step.id().equals(wanted.id());
  }

  @Override
  public String toString() {
    return rampTo == null ? step.id() : perMille + " ‰ in " + rampTo;
  }
}
