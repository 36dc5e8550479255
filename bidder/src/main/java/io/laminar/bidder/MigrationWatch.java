package io.laminar.bidder;

import io.laminar.bidder.health.Check;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.ladder.LadderStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Knows where the migration of the profiles stands, and shows it to whoever looks after the bidder.
 * Asks once a second; what it shows is at most that old, or as old as the last answer. Thread-safe.
 */
final class MigrationWatch {

  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Migrating migrating;
  private final long timer;
  private volatile Optional<LadderStatus> latest = Optional.empty();

  MigrationWatch(Vertx vertx, Migrating migrating) {
    this.vertx = vertx;
    this.migrating = migrating;
    this.timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    look();
  }

  private void look() {
    migrating.status().get().onSuccess(status -> latest = status);
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  /** What should be known of it, and does not keep the bidder from bidding. */
  List<Check> checks() {
    return List.of(
        Check.note("fleet", () -> migrating.fleet().get().flatMap(FleetStatus::warning)),
        Check.note(
            "migration",
            () ->
                latest
                    .map(status -> status.held().isEmpty() ? status.failure() : status.held())
                    .filter(trouble -> !trouble.isEmpty())));
  }

  /**
   * The number of the plan that this process follows: that of the publication where it shares the
   * migration, else how many it has had.
   */
  private double number() {
    return migrating
        .fleet()
        .get()
        .map(FleetStatus::installed)
        .orElseGet(() -> migrating.member().policies());
  }

  /** For machines. */
  JsonObject toJson() {
    var json = new JsonObject().put("planNumber", (long) number());
    latest.ifPresent(
        status -> {
          json.put("name", status.name());
          json.put("strategy", status.steps().strategy().id());
          json.put("step", status.step().id());
          json.put("goal", status.goal().id());
          json.put("paused", status.paused());
          json.put("waitingFor", status.waitingFor());
          status
              .ramp()
              .ifPresent(
                  ramp -> json.put("rampTo", ramp.to().id()).put("perMille", ramp.perMille()));
        });
    migrating
        .fleet()
        .get()
        .ifPresent(
            fleet ->
                json.put("safeMode", isInSafeMode(fleet))
                    .put("leaseLeftMillis", fleet.leaseLeft().toMillis())
                    .put("latestNumber", fleet.latest()));
    return json;
  }

  void registerMeters(BidderMetrics metrics) {
    metrics.gauge(
        "laminar.migration.plan.number",
        "The number of the plan that reads and writes of profiles follow",
        this::number);
    metrics.choice(
        "laminar_migration_step",
        "1 for the step that the migration of the profiles is in",
        List.of("migration", "strategy", "step"),
        () -> latest.map(MigrationWatch::step));
    ladderGauge(
        metrics,
        "laminar.migration.step.index",
        "The place of that step among all, from 0",
        status -> status.steps().indexOf(status.step()));
    ladderGauge(
        metrics,
        "laminar.migration.goal.index",
        "The place of the step that it walks to",
        status -> status.steps().indexOf(status.goal()));
    ladderGauge(
        metrics,
        "laminar.migration.ramp.per.mille",
        "How many keys in a thousand are in a neighbour of the step",
        status -> status.ramp().map(LadderStatus.Ramp::perMille).orElse(0));
    ladderGauge(
        metrics,
        "laminar.migration.paused",
        "1 while its jobs are paused",
        status -> flag(status.paused()));
    ladderGauge(
        metrics,
        "laminar.migration.failed",
        "1 while the last walk has ended early",
        status -> flag(!status.failure().isEmpty()));
    ladderGauge(
        metrics,
        "laminar.migration.held",
        "1 while it is held after a step back by itself",
        status -> flag(!status.held().isEmpty()));
    registerJobs(metrics);
    registerFleet(metrics);
  }

  private void registerJobs(BidderMetrics metrics) {
    ladderGauge(
        metrics,
        "laminar.jobs.rate.most",
        "Entries a second that jobs may handle at most; 0 = unlimited",
        status -> status.throttle().most());
    ladderGauge(
        metrics,
        "laminar.jobs.rate.now",
        "Entries a second that jobs may handle now; 0 = unlimited",
        status -> status.throttle().now());
    ladderGauge(
        metrics,
        "laminar.jobs.live.p99.objective.seconds",
        "Latency of live traffic that jobs keep below; 0 = they do not care",
        status -> status.throttle().objectiveMicros() / 1e6);
    ladderGauge(
        metrics,
        "laminar.jobs.live.p99.seen.seconds",
        "Latency of live traffic as jobs saw it last; 0 = none, or too few operations",
        status -> status.throttle().seenMicros() / 1e6);
    ladderGauge(
        metrics,
        "laminar.jobs.entries.handled",
        "Entries that the job under way has handled; 0 = none is under way",
        status -> status.progress().done());
    ladderGauge(
        metrics,
        "laminar.jobs.entries.expected",
        "Entries that it will handle about; 0 = unknown",
        status -> status.progress().expected());
    ladderGauge(
        metrics,
        "laminar.jobs.workers",
        "Processes that share the job under way; 0 = it is not shared, or there is none",
        status -> status.workers().size());
    ladderGauge(
        metrics,
        "laminar.jobs.waiting",
        "1 while a walk or its job waits for something",
        status -> flag(!status.waitingFor().isEmpty()));
  }

  private static List<String> step(LadderStatus status) {
    return List.of(status.name(), status.steps().strategy().id(), status.step().id());
  }

  /** NaN for a process that does not share its migration. */
  private void registerFleet(BidderMetrics metrics) {
    fleetGauge(
        metrics, "laminar.fleet.number", "The publication that is followed", s -> s.installed());
    fleetGauge(metrics, "laminar.fleet.latest", "The newest publication heard of", s -> s.latest());
    fleetGauge(
        metrics,
        "laminar.fleet.lease.left.seconds",
        "How much longer the lease holds; negative: for how long it has not",
        s -> s.leaseLeft().toMillis() / 1e3);
    fleetGauge(
        metrics,
        "laminar.fleet.safe.mode",
        "1 while this process cannot rely on its plan",
        s -> flag(isInSafeMode(s)));
    fleetGauge(
        metrics,
        "laminar.fleet.controller",
        "1 while this process moves the migration",
        s -> s.controller() ? 1 : 0);
    fleetGauge(metrics, "laminar.fleet.members.live", "Members that hold a lease", s -> s.live());
    fleetGauge(
        metrics,
        "laminar.fleet.members.silent",
        "Members whose lease has run out",
        s -> s.silent());
    fleetGauge(
        metrics,
        "laminar.fleet.clock.ahead.seconds",
        "How far this machine's clock is ahead of the control store's",
        s -> s.wallAhead().toMillis() / 1e3);
  }

  private void fleetGauge(
      BidderMetrics metrics, String name, String help, ToDoubleFunction<FleetStatus> value) {
    metrics.gauge(
        name, help, () -> migrating.fleet().get().map(value::applyAsDouble).orElse(Double.NaN));
  }

  /** NaN where nobody moves the migration from here. */
  private void ladderGauge(
      BidderMetrics metrics, String name, String help, ToDoubleFunction<LadderStatus> value) {
    metrics.gauge(name, help, () -> latest.map(value::applyAsDouble).orElse(Double.NaN));
  }

  private static boolean isInSafeMode(FleetStatus status) {
    return status.state() == FleetStatus.State.SAFE_MODE;
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }
}
