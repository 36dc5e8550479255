package io.laminar.migration.ladder;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.plan.Sync;
import io.laminar.migration.replicate.Possibility;
import io.laminar.migration.replicate.Replication;
import io.laminar.migration.route.Policy;
import io.laminar.migration.selector.Selector;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a ladder walks.
 *
 * @param stepsByCut the steps, given the date at which a timed rollover was turned back
 * @param selector the keys that move
 * @param plan the hash of the plan; empty if the steps come from no plan
 * @param replicated how the stores follow each other, if the strategy is to synchronize
 */
public record Course(
    Function<String, Steps> stepsByCut,
    Selector selector,
    String plan,
    Optional<Replicated> replicated) {

  /**
   * How stores follow each other.
   *
   * @param opener not asked where {@code sync} is not native
   */
  public record Replicated(Sync sync, Replication.Opener opener) {}

  /** Steps in which the kit moves the data itself. */
  public Course(Function<String, Steps> stepsByCut, Selector selector, String plan) {
    this(stepsByCut, selector, plan, Optional.empty());
  }

  /** A strategy for all keys. */
  public static Course of(Strategy strategy) {
    Steps steps = Steps.of(strategy);
    return new Course(cut -> steps, Selector.ALL, "");
  }

  /** What a plan says. */
  public static Course of(Plan plan) {
    return new Course(
        plan::steps,
        plan.selector(),
        plan.hash(),
        plan.strategy() == Strategy.SYNCHRONIZE
            ? Optional.of(new Replicated(plan.sync(), Possibility.opener(plan.from(), plan.to())))
            : Optional.empty());
  }

  /**
   * What everybody follows where a migration stands.
   *
   * @throws IllegalStateException if it stands there by another plan
   */
  public Policy policyOf(MigrationRecord record) {
    boolean begun = !record.step().equals("S0") || !record.rampTo().isEmpty();
    if (begun && !record.plan().equals(plan)) {
      throw new IllegalStateException(
          "migration "
              + record.name()
              + " stands in "
              + record.step()
              + " of another plan ("
              + shortly(record.plan())
              + "); this process has "
              + shortly(plan)
              + ": start it with the plan that the migration began with, or walk back to S0 first");
    }
    return Position.policyOf(stepsByCut.apply(record.cut()), record);
  }

  private static String shortly(String hash) {
    return hash.isEmpty() ? "no plan file" : "plan " + hash.substring(0, 12);
  }
}
