package io.laminar.migration.simulation;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Tables;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.Standing;
import io.laminar.migration.route.Standing.Reliance;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Store;
import io.laminar.migration.weather.WeatherLimits;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Known ways of doing it wrong, to see that the checks notice each. The names in parentheses are
 * those of the races in which the wrong way fails.
 */
enum Mutant {
  NONE("nothing is wrong on purpose"),
  BLIND_COPY("the copier overwrites what is newer (R1)"),
  NO_TOMBSTONE("a delete leaves no trace (R3)"),
  EXPIRY_LOST("the copier drops when entries end (R4)"),
  MARKS_LOST("the journal forgets its marks (R5)"),
  BLIND_DUAL_WRITE("live writes overwrite what is newer (R6)"),
  SCAN_MISSES("a scan misses keys (R14)"),
  CHANGES_MISSED("a pass over what changed begins later than the last one did (R15)"),
  ERROR_SWALLOWED("the copier passes over what the target did not take (R16)"),
  STALE_WRITE_ACKNOWLEDGED("a write that lost against a skewed clock counts as done (R18)"),
  WEATHER_TRUSTED("reads follow the weather to a store that may lack writes (R17)"),
  WEATHER_BELIEVED("a store counts as good the moment it looks so, without a dwell time (R17)"),
  SELECTED_BY_CLOCK("a key goes by the time it is, and not by the date it holds (R19)"),
  CUT_SLEPT_THROUGH("a member that may have missed the cut goes on with one store alone (R19)"),
  FOLLOWING_PRESUMED(
      "a member that renews its lease counts as one that has followed the cut (R19)"),
  CUT_UNTIMED("a cut is published when its dates may be in use (R19)"),
  CONVERTED_BLINDLY("a conversion overwrites what was written meanwhile (R20)"),
  TAKEN_TOO_EARLY("what was queued counts as taken before the stores have it (R16)"),
  VALUE_CUT("the target cuts what is too long (R21)"),
  COPY_FIRST("the copy is over before both stores are written (R2)"),
  LEASE_IGNORED("others go on while a member holds a lease and has not followed (R7)"),
  SAFE_MODE_SKIPPED("a member goes on as planned when its lease has run out (R7)"),
  ACKNOWLEDGED_FIRST("a plan is acknowledged before it is installed (R7)"),
  NOT_DRAINED("a plan is acknowledged while writes of the last are under way (R8)"),
  BINDING_IGNORED("a member out of reach that goes on as it is gets left behind (R7)"),
  PUBLISHED_BLINDLY("two move the migration, without compare-and-set (R10)"),
  LOG_REWRITTEN("the log holds something else than what was published"),
  NO_COPY_BACK("the way back is taken without what was written since (R9)"),
  HALF_SWITCHED("reads are switched and writes are not (R10)"),
  COUNTED_TWICE("an increment that is sent again is made again (R11)"),
  CACHES_KEPT("what was cached is still shown when a step counts (R13)"),
  NO_STRICT_STEP("reads move to a store that may lack acknowledged writes (R12)"),
  HASTY_COMPARISON("a difference is believed at the first look (R22)"),
  LEFTOVERS_TRUSTED("the copy of an abandoned attempt counts for the next one (R23)"),
  DIFFERENCES_PASSED_OVER("reads move while keys are known to differ (R24)");

  private final String wrong;

  Mutant(String wrong) {
    this.wrong = wrong;
  }

  /** The strategy that it is wrong in. */
  Strategy strategy() {
    return switch (this) {
      case WEATHER_TRUSTED, WEATHER_BELIEVED -> Strategy.CLEVER_ADAPTER;
      case CUT_SLEPT_THROUGH, FOLLOWING_PRESUMED, CUT_UNTIMED -> Strategy.TIMED_ROLLOVER;
      case CONVERTED_BLINDLY -> Strategy.IN_PLACE_CONVERSION;
      case TAKEN_TOO_EARLY -> Strategy.QUEUED_WRITE;
      default -> Strategy.DUAL_WRITE;
    };
  }

  /** What has to go wrong around it to bring it to light; empty if anything may. */
  Optional<Mood> mood() {
    return switch (this) {
      case SAFE_MODE_SKIPPED, PUBLISHED_BLINDLY, CUT_SLEPT_THROUGH, FOLLOWING_PRESUMED ->
          Optional.of(Mood.FLEET);
      case NO_STRICT_STEP, NOT_DRAINED, ACKNOWLEDGED_FIRST -> Optional.of(Mood.AT_STEPS);
      case MARKS_LOST -> Optional.of(Mood.STORES_AT_STEPS);
      case DIFFERENCES_PASSED_OVER, COUNTED_TWICE, WEATHER_TRUSTED, WEATHER_BELIEVED ->
          Optional.of(Mood.STORES);
      case HASTY_COMPARISON, BLIND_COPY, BLIND_DUAL_WRITE, EXPIRY_LOST, COPY_FIRST ->
          Optional.of(Mood.CALM);
      default -> Optional.empty();
    };
  }

  /** What it does wrong, in words. */
  String wrong() {
    return wrong;
  }

  /**
   * A store as the mutant makes it.
   *
   * @param holds what the store holds: empty for the data, else what lies beside it
   * @param forJobs true if copier and verifier use it, false if clients do
   */
  Store spoil(SimStore store, String holds, boolean forJobs) {
    boolean data = holds.isEmpty();
    return switch (this) {
      case BLIND_COPY -> data && forJobs ? StoreSpoils.blind(store) : store;
      case BLIND_DUAL_WRITE -> data && !forJobs ? StoreSpoils.blind(store) : store;
      case NO_TOMBSTONE -> data ? StoreSpoils.withoutTombstones(store) : store;
      case EXPIRY_LOST -> data && forJobs ? StoreSpoils.withoutEnds(store) : store;
      case VALUE_CUT -> data && forJobs ? StoreSpoils.cutting(store) : store;
      case MARKS_LOST -> holds.equals("dirty") ? StoreSpoils.claiming(store, false) : store;
      case ERROR_SWALLOWED -> data && forJobs ? StoreSpoils.claiming(store, true) : store;
      case STALE_WRITE_ACKNOWLEDGED -> data && !forJobs ? StoreSpoils.alwaysWritten(store) : store;
      case SCAN_MISSES -> data && forJobs ? StoreSpoils.missing(store) : store;
      case COUNTED_TWICE -> data && !forJobs ? StoreSpoils.forgetful(store) : store;
      case CHANGES_MISSED -> data && forJobs ? StoreSpoils.late(store) : store;
      case CONVERTED_BLINDLY -> data && forJobs ? StoreSpoils.converting(store) : store;
      case LEFTOVERS_TRUSTED -> holds.equals("checkpoint") ? StoreSpoils.keeping(store) : store;
      default -> store;
    };
  }

  /** What puts queued writes into the stores. */
  Sides.Taker spoil(Sides.Taker taker) {
    return this == TAKEN_TOO_EARLY
        ? (key, entry) -> {
          taker.take(key, entry);
          return Future.succeededFuture();
        }
        : taker;
  }

  /** The settings of the ladder. */
  LadderOptions spoil(LadderOptions options) {
    return this == HASTY_COMPARISON
        ? new LadderOptions(
            options.name(),
            options.pageSize(),
            options.ranges(),
            options.copyRate(),
            options.compareOneIn(),
            options.soak(),
            Duration.ofMillis(1))
        : options;
  }

  /** What makes weather bad, and good again. */
  WeatherLimits spoil(WeatherLimits limits) {
    return this == WEATHER_BELIEVED
        ? new WeatherLimits(
            limits.window(),
            limits.badErrors(),
            limits.badErrors() - 1,
            limits.badLatency(),
            limits.badLatency() - 1,
            Duration.ZERO,
            limits.circuitErrors())
        : limits;
  }

  /** What a process walks. */
  Course spoil(Course course, SimProcess process) {
    return this == SELECTED_BY_CLOCK
        ? new Course(
            cut -> FleetSpoils.byClock(course.stepsByCut().apply(cut), process),
            course.selector(),
            course.plan())
        : course;
  }

  /** What transactions of the control store see. */
  Tables spoil(Tables tables) {
    return switch (this) {
      case LEASE_IGNORED -> FleetSpoils.allAcknowledged(tables);
      case PUBLISHED_BLINDLY -> FleetSpoils.allControllers(tables);
      case LOG_REWRITTEN -> FleetSpoils.rewriting(tables);
      default -> tables;
    };
  }

  /** The control store of a process. */
  ControlStore spoil(ControlStore store, SimProcess process) {
    return switch (this) {
      case ACKNOWLEDGED_FIRST -> FleetSpoils.hasty(store, process, false);
      case NOT_DRAINED -> FleetSpoils.hasty(store, process, true);
      case BINDING_IGNORED -> FleetSpoils.unbinding(store);
      case CUT_UNTIMED -> FleetSpoils.untimed(store);
      case PUBLISHED_BLINDLY -> FleetSpoils.blind(store);
      default -> store;
    };
  }

  /**
   * What a process asks whether it may rely on its plan.
   *
   * @param reliance what its lease says
   */
  Standing standing(Reliance reliance, Duration longestWrite, LongSupplier nanoTime) {
    Reliance spoiled =
        switch (this) {
          case SAFE_MODE_SKIPPED, CUT_SLEPT_THROUGH -> () -> true;
          case FOLLOWING_PRESUMED -> reliance::holds;
          default -> reliance;
        };
    return new Standing(spoiled, longestWrite, nanoTime);
  }

  /** The steps as the mutant walks them. */
  Steps spoil(Steps steps) {
    return switch (this) {
      case COPY_FIRST ->
          each(
              steps,
              step -> withGatesUp(step, step.id().equals("S0") ? List.of(Gate.COPIED) : List.of()));
      case NO_COPY_BACK -> each(steps, step -> withGatesDown(step, List.of()));
      case CUT_UNTIMED -> each(steps, step -> withGatesUp(step, List.of()));
      case DIFFERENCES_PASSED_OVER ->
          each(
              steps,
              step ->
                  withGatesUp(step, step.gatesUp().stream().filter(Gate.COPIED::equals).toList()));
      case NO_STRICT_STEP ->
          new Steps(
              steps.strategy(),
              steps.all().stream()
                  .filter(step -> !step.id().equals("S4") && !step.id().equals("S5"))
                  .toList());
      case WEATHER_TRUSTED ->
          each(
              steps,
              step ->
                  step.policy().any(cell -> cell.selector().changesWithWeather())
                      ? withPolicy(
                          step,
                          Policy.both(Side.OLD)
                              .except(new Selector.Weather(), Policy.both(Side.NEW)))
                      : step);
      case HALF_SWITCHED ->
          each(
              steps,
              step ->
                  step.id().equals("S3")
                      ? withPolicy(
                          step,
                          Policy.of(new ReadPolicy.Only(Side.NEW), new WritePolicy.Both(Side.OLD)))
                      : step);
      default -> steps;
    };
  }

  static Steps each(Steps steps, UnaryOperator<PlanStep> change) {
    return new Steps(steps.strategy(), steps.all().stream().map(change).toList());
  }

  private static PlanStep withGatesUp(PlanStep step, List<Gate> gates) {
    return with(step, step.policy(), gates, step.gatesDown());
  }

  private static PlanStep withGatesDown(PlanStep step, List<Gate> gates) {
    return with(step, step.policy(), step.gatesUp(), gates);
  }

  static PlanStep withPolicy(PlanStep step, Policy policy) {
    return with(step, policy, step.gatesUp(), step.gatesDown());
  }

  private static PlanStep with(PlanStep step, Policy policy, List<Gate> up, List<Gate> down) {
    return new PlanStep(
        step.id(),
        step.title(),
        policy,
        step.jobs(),
        up,
        down,
        step.mayLose(),
        step.pause(),
        step.wayBack(),
        step.waived());
  }
}
