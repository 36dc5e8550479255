package io.laminar.migration.ladder;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.plan.Sync;
import io.laminar.migration.replicate.Possibility;
import io.laminar.migration.replicate.Replication;
import io.laminar.migration.route.Doubt;
import io.laminar.migration.route.Policy;
import io.laminar.migration.selector.Selector;
import java.time.Duration;
import java.util.List;
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

  /**
   * A span of time, in milliseconds since the epoch, in which a step must not be taken.
   *
   * @param date keys dated from here on may be in use then, and the step would move them
   * @param untilMillis {@link Long#MAX_VALUE} = no end
   */
  public record Closed(String date, long fromMillis, long untilMillis) {

    Closed and(Closed other) {
      return new Closed(
          date, Math.min(fromMillis, other.fromMillis), Math.max(untilMillis, other.untilMillis));
    }
  }

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
    return policyAt(record);
  }

  /**
   * Which keys the next publication may send elsewhere, from where a migration stands: those of a
   * timed rollover, whose dates decide when.
   */
  public List<Doubt> doubts(MigrationRecord record) {
    Steps steps = stepsByCut.apply(record.cut());
    return Rollover.of(steps, record.cut())
        .map(rollover -> rollover.doubts(steps, record, selector))
        .orElseGet(List::of);
  }

  /**
   * The time in which a migration must not go from one record to another, since the keys that would
   * move may be in use.
   *
   * @param notice how long it takes a member at most to notice that it may have missed a step
   */
  public Optional<Closed> closed(MigrationRecord from, MigrationRecord to, Duration notice) {
    Steps steps = stepsByCut.apply(to.cut());
    return policyAt(from).equals(policyAt(to))
        ? Optional.empty()
        : Rollover.of(steps, to.cut())
            .flatMap(rollover -> rollover.closed(steps, from, to, notice));
  }

  private Policy policyAt(MigrationRecord record) {
    return Position.policyOf(stepsByCut.apply(record.cut()), record);
  }

  private static String shortly(String hash) {
    return hash.isEmpty() ? "no plan file" : "plan " + hash.substring(0, 12);
  }
}
