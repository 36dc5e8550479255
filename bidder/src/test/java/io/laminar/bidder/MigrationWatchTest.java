package io.laminar.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.health.Readiness;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.ladder.Throttle;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrationWatchTest {

  private static final Steps STEPS = Steps.of(Strategy.DUAL_WRITE);

  private final Vertx vertx = Vertx.vertx();
  private final BidderMetrics metrics = new BidderMetrics();
  private final Member member =
      new Member(
          (loop, side, beside) -> Future.failedFuture("no store"),
          HybridClock.system(),
          100,
          Policy.only(Side.OLD));
  private volatile Optional<FleetStatus> fleet = Optional.empty();
  private volatile Future<Optional<LadderStatus>> ladder = Future.succeededFuture(Optional.empty());
  private MigrationWatch watch;

  @AfterEach
  void close() {
    watch.stop();
    metrics.close();
    vertx.close().await();
  }

  private void begin() {
    watch = new MigrationWatch(vertx, new Migrating(member, () -> fleet, () -> ladder));
    watch.registerMeters(metrics);
  }

  @Test
  void countsThePlansOfAProcessByItselfAndShowsNoStep() {
    begin();
    assertThat(metrics.scrape())
        .contains("laminar_migration_plan_number 1.0")
        .contains("laminar_migration_step_index NaN")
        .contains("laminar_fleet_safe_mode NaN")
        .contains("laminar_migration_step 0.0");

    member.install(Policy.only(Side.NEW)).await();

    assertThat(metrics.scrape()).contains("laminar_migration_plan_number 2.0");
    assertThat(watch.toJson()).isEqualTo(new JsonObject().put("planNumber", 2L));
  }

  @Test
  void showsTheStepItsGoalAndWhyItStopped() {
    ladder = Future.succeededFuture(Optional.of(status("S3", "S5", "the stores differ")));
    begin();

    assertThat(metrics.scrape())
        .contains(
            "laminar_migration_step{migration=\"profiles\",step=\"S3\",strategy=\"dual-write\"}"
                + " 1.0",
            "laminar_migration_step_index 3.0",
            "laminar_migration_goal_index 5.0",
            "laminar_migration_ramp_per_mille 250.0",
            "laminar_migration_paused 0.0",
            "laminar_migration_failed 1.0",
            "laminar_jobs_rate_most 50000.0",
            "laminar_jobs_rate_now 12500.0",
            "laminar_jobs_live_p99_objective_seconds 0.005",
            "laminar_jobs_live_p99_seen_seconds 0.0072",
            "laminar_jobs_entries_handled 0.0",
            "laminar_jobs_entries_expected 0.0",
            "laminar_jobs_workers 0.0",
            "laminar_jobs_waiting 0.0");
    assertThat(watch.toJson().getString("step")).isEqualTo("S3");
    assertThat(watch.toJson().getInteger("perMille")).isEqualTo(250);
    Readiness readiness = Readiness.of(watch.checks()).await();
    assertThat(readiness.isReady()).isTrue();
    assertThat(readiness.notes())
        .containsExactly(new Readiness.Reason("migration", "the stores differ"));
  }

  @Test
  void followsAndKeepsWhatItKnewWhileNobodyAnswers() {
    ladder = Future.succeededFuture(Optional.of(status("S0", "S0", "")));
    begin();
    assertThat(metrics.scrape()).contains("step=\"S0\"");

    ladder = Future.failedFuture("closed");
    await()
        .pollDelay(Duration.ofMillis(1_200))
        .atMost(Duration.ofSeconds(60))
        .until(() -> metrics.scrape().contains("step=\"S0\""));
    ladder = Future.succeededFuture(Optional.of(status("S1", "S1", "")));

    await().atMost(Duration.ofSeconds(60)).until(() -> metrics.scrape().contains("step=\"S1\""));
  }

  @Test
  void showsThePublicationAndTheSafeModeOfAFleet() {
    fleet = Optional.of(member(FleetStatus.State.SAFE_MODE));
    begin();

    assertThat(metrics.scrape())
        .contains(
            "laminar_migration_plan_number 41.0",
            "laminar_fleet_number 41.0",
            "laminar_fleet_latest 42.0",
            "laminar_fleet_safe_mode 1.0",
            "laminar_fleet_lease_left_seconds -2.5");
    JsonObject json = watch.toJson();
    assertThat(json.getBoolean("safeMode")).isTrue();
    assertThat(json.getLong("leaseLeftMillis")).isEqualTo(-2_500);
    assertThat(json.getLong("latestNumber")).isEqualTo(42);
    assertThat(Readiness.of(watch.checks()).await().notes().get(0).subject()).isEqualTo("fleet");

    fleet = Optional.of(member(FleetStatus.State.SERVING));

    assertThat(metrics.scrape()).contains("laminar_fleet_safe_mode 0.0");
    assertThat(watch.toJson().getBoolean("safeMode")).isFalse();
  }

  private static FleetStatus member(FleetStatus.State state) {
    return new FleetStatus(
        Identity.begin("b1", "127.0.0.1:1"),
        state,
        41,
        42,
        false,
        Duration.ofMillis(-2_500),
        3,
        1,
        "",
        Duration.ZERO);
  }

  @Test
  void showsThatTheMigrationIsHeldAfterAStepBack() {
    ladder = Future.succeededFuture(Optional.of(status("S4", "S4", "", "new is slow")));
    begin();

    assertThat(metrics.scrape()).contains("laminar_migration_held 1.0");
    assertThat(Readiness.of(watch.checks()).await().notes())
        .containsExactly(new Readiness.Reason("migration", "new is slow"));
  }

  private static LadderStatus status(String step, String goal, String failure) {
    return status(step, goal, failure, "");
  }

  private static LadderStatus status(String step, String goal, String failure, String held) {
    return new LadderStatus(
        "profiles",
        STEPS,
        STEPS.find(step),
        STEPS.find(goal),
        false,
        Optional.of(new LadderStatus.Ramp(STEPS.find(goal), 250)),
        Policy.only(Side.OLD),
        false,
        "",
        "",
        held,
        failure,
        Progress.NONE,
        0,
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        new Throttle(50_000, 12_500, 500, 5_000, 7_200, "live p99 7.2 ms is above 5.0 ms"),
        List.of(),
        Optional.empty());
  }
}
