package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/**
 * Where a migration stands, and what follows from it: the step, the policy, and what has to be
 * remembered when a step is taken. Belongs to the ladder's context.
 */
final class Position {

  private final Crew crew;
  private final HybridClock clock;
  private final Duration margin;
  private final Function<String, Steps> stepsByCut;
  private final String plan;
  private MigrationRecord record;
  private Steps steps;

  /**
   * @param margin longer than a write may be under way, parked or versioned by a clock that differs
   */
  Position(
      Crew crew,
      HybridClock clock,
      Duration margin,
      Function<String, Steps> stepsByCut,
      String plan,
      MigrationRecord record) {
    this.crew = crew;
    this.clock = clock;
    this.margin = margin;
    this.stepsByCut = stepsByCut;
    this.plan = plan;
    take(record);
  }

  MigrationRecord record() {
    return record;
  }

  Steps steps() {
    return steps;
  }

  /** The step that all keys are in, or all but those that are ramped. */
  PlanStep step() {
    return steps.find(record.step());
  }

  /** True if some keys are in a neighbour of the step. */
  boolean isRamped() {
    return !record.rampTo().isEmpty();
  }

  /** The neighbour that some keys are in. */
  PlanStep rampTo() {
    return steps.find(record.rampTo());
  }

  /** The higher of the steps that keys are in. */
  PlanStep upper() {
    PlanStep here = step();
    return isRamped() && steps.indexOf(rampTo()) > steps.indexOf(here) ? rampTo() : here;
  }

  /** True if no key has left the first step. */
  boolean isFirst() {
    return record.step().equals(steps.first().id()) && !isRamped();
  }

  /** True if it must not go on until somebody says so. */
  boolean isHeld() {
    return !record.held().isEmpty();
  }

  /** What everybody has to follow. */
  Policy policy() {
    return policyOf(record);
  }

  /** The store that is right where the two differ. */
  Side lead() {
    return record.lead();
  }

  /**
   * True if some readers take the newer of both stores: then no store is right for its own sake.
   */
  boolean isNewerRight() {
    return policy().any(cell -> cell.reads() instanceof ReadPolicy.NewestOfBoth);
  }

  /** True while writes are not made. */
  boolean isParked() {
    return isParked(policy());
  }

  /** True while writes wait for a moment, and must not wait for longer. */
  boolean isInMoment() {
    return policy().any(Cell::parks);
  }

  /** True if a policy leaves writes undone. */
  static boolean isParked(Policy any) {
    return any.any(cell -> cell.writes() instanceof WritePolicy.Frozen);
  }

  /** True if the last attempt, under way or walked back, was by the plan of this process. */
  boolean isOfThisPlan() {
    return record.floor() != 0 && record.plan().equals(plan);
  }

  /** The next step in which the leading store takes writes; the step itself if it does. */
  PlanStep refuge() {
    PlanStep goal = lead() == Side.OLD ? steps.first() : steps.top();
    PlanStep here = step();
    while (isParked(here.policy())) {
      here = steps.towards(here, goal);
    }
    return here;
  }

  /** Done when everybody follows what is written down and the record may be the next. */
  Future<Void> ready(MigrationRecord next, Patience patience) {
    return crew.ready(prepared(next), patience);
  }

  /**
   * Writes down; what follows from it is in force here once it is written.
   *
   * @param why in words, for a log
   */
  Future<Void> writeDown(MigrationRecord next, String why, Patience patience) {
    return patience
        .insist("record of " + next.name(), () -> crew.write(next, why))
        .onSuccess(written -> take(next));
  }

  /** Makes everybody follow what is written down. */
  Future<Void> install(Patience patience) {
    return crew.install(record, policy(), patience);
  }

  /** True if this process moves the migration. */
  boolean acts() {
    return crew.acts();
  }

  /** How long it takes a member at most to notice that it may have missed a step. */
  Duration notice() {
    return crew.notice();
  }

  /** For whom the crew waits, in words; empty if for nobody. */
  String waitingFor() {
    return crew.waitingFor();
  }

  /** What another process, or this one before, wrote down. */
  void follow(MigrationRecord written) {
    take(written);
  }

  /** True if this process does not follow yet what is written down. */
  boolean isAhead() {
    return !crew.policy().equals(policy());
  }

  /** The record of a move, with what must be remembered from now on. */
  MigrationRecord prepared(MigrationRecord moved) {
    MigrationRecord next =
        isFirst() ? moved.withFloor(since()).withBackSince(0).withOnSince(0).withPlan(plan) : moved;
    Policy policy = policyOf(next);
    if (policy.any(cell -> cell.writesOnly(Side.NEW)) && next.backSince() == 0) {
      next = next.withBackSince(since());
    }
    if (policy.any(cell -> cell.writesOnly(Side.OLD)) && next.onSince() == 0) {
      next = next.withOnSince(since());
    }
    return next.ledBy(leadOf(steps.find(next.step()).policy()));
  }

  /**
   * The record of a move back from a step that could not be taken. Some may have followed it for a
   * while, so what had to be remembered for it stays remembered.
   */
  MigrationRecord wayBackTo(MigrationRecord before) {
    MigrationRecord unramped = record.at(before.step());
    MigrationRecord back =
        before.rampTo().isEmpty() ? unramped : unramped.ramped(before.rampTo(), before.perMille());
    return back.ledBy(leadOf(steps.find(back.step()).policy()));
  }

  /** A version that every write that is not under way yet will be above. */
  long since() {
    long millis = HybridClock.millisOf(clock.next()) - margin.toMillis();
    return HybridClock.atMicros(millis * 1_000);
  }

  private Side leadOf(Policy policy) {
    Cell cell = policy.cells().get(0);
    if (cell.writes() instanceof WritePolicy.Frozen
        || cell.reads() instanceof ReadPolicy.NewestOfBoth && cell.writesBoth()) {
      return record.lead(); // neither store alone has everything, or nothing changes
    }
    if (cell.writes() instanceof WritePolicy.Only only) {
      return only.side();
    }
    if (cell.writes() instanceof WritePolicy.Both both) {
      return both.authority();
    }
    return cell.reads().first();
  }

  private Policy policyOf(MigrationRecord any) {
    return policyOf(stepsByCut.apply(any.cut()), any);
  }

  /** What everybody has to follow after a record was written down. */
  static Policy policyOf(Steps itsSteps, MigrationRecord any) {
    Policy policy = itsSteps.find(any.step()).policy();
    return any.rampTo().isEmpty()
        ? policy
        : policy.except(
            new Selector.PerMille(any.name(), any.perMille()),
            itsSteps.find(any.rampTo()).policy());
  }

  private void take(MigrationRecord next) {
    record = next;
    steps = stepsByCut.apply(next.cut());
  }
}
