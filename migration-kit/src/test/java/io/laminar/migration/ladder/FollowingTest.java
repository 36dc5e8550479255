package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.replicate.Replication.State;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A migration between servers that follow each other by themselves. */
final class FollowingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final LadderStage stage = new LadderStage();
  private final MemoryReplication replication = new MemoryReplication(stage.sides);

  private void open(String switchWithin) {
    Plan plan =
        PlanReader.read(
            """
            name: profiles
            strategy: synchronize
            from: {store: "redis://a:6379", namespace: profile}
            to: {store: "redis://b:6379", namespace: profile}
            limits: {switchWithin: %s}
            """
                .formatted(switchWithin));
    var course =
        new Course(
            plan::steps,
            plan.selector(),
            plan.hash(),
            Optional.of(new Course.Replicated(plan.sync(), (vertx, permitted) -> replication)));
    stage.open(course);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void write(String key) {
    Entry entry = Entry.of(Buffer.buffer(key), stage.ladder.member().clock().next());
    assertThat(stage.loop.call(() -> stage.router.putIfNewer(key, entry))).isTrue();
  }

  private boolean isReadable(String key) {
    return stage.loop.call(() -> stage.router.get(key)).isPresent();
  }

  @Test
  void losesNothingUpAndBackAndUpAgainUnderReadsWritesAndDeletes() {
    open("1m");
    var workload = new CheckedWorkload(stage.loop, stage.router, 40, 5);
    workload.start();

    for (String goal : new String[] {"S4", "S0", "S4"}) {
      stage.walkTo(goal);
      int before = workload.rounds();
      Awaitility.await().atMost(PATIENCE).until(() -> workload.rounds() > before + 100);
    }

    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
    assertThat(replication.leader()).contains(Side.NEW);
  }

  @Test
  void handsTheLeadOverOnlyBehindTheLastWriteAndIsFollowedBeforeTheFirst() {
    open("1m");

    stage.walkTo("S4");
    stage.walkTo("S0");

    assertThat(replication.calls)
        .startsWith(
            "check, first",
            "new follows old",
            "old holds",
            "new takes writes",
            "old follows new",
            "new holds",
            "old takes writes")
        .endsWith("end");
  }

  @Test
  void knowsAnotherAttemptByWhatTheFirstOneLeft() {
    open("1m");
    stage.walkTo("S1");
    stage.walkTo("S0");

    stage.walkTo("S1");

    assertThat(replication.calls).containsSubsequence("check, first", "end", "check, again");
  }

  @Test
  void goesBackToWhereWritesGoOnWhenTheNewServerDoesNotConfirm() {
    open("50ms");
    replication.stuck.add(Side.NEW);

    Throwable failure = stage.home.failureOf(() -> stage.ladder.walkTo("S4"));

    assertThat(failure)
        .hasMessageContaining("waited 50 ms for new to confirm the last write while writes are")
        .hasMessageContaining("limits.switchWithin")
        .hasMessageEndingWith("went back from S2 to S1");
    assertThat(stage.status().failure()).isEqualTo(failure.getMessage());
    assertThat(stage.step()).isEqualTo("S1");
    assertThat(replication.calls).doesNotContain("new takes writes");
    write("after");
    assertThat(isReadable("after")).isTrue();
  }

  @Test
  void goesBackWhenTheOldServerCannotFollowBeforeAnythingIsWrittenToTheNewOne() {
    open("50ms");
    replication.apart.add(Side.OLD);

    Throwable failure = stage.home.failureOf(() -> stage.ladder.walkTo("S4"));

    assertThat(failure)
        .hasMessageContaining("for new to take writes and be followed")
        .hasMessageEndingWith("went back from S3 to S1");
    assertThat(stage.step()).isEqualTo("S1");
    write("after");
    assertThat(stage.sides.data(Side.OLD).entries()).containsKey("after");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> replication.leader().equals(Optional.of(Side.OLD)));
  }

  @Test
  void staysWithTheNewServerWhenTheOldOneDoesNotConfirmOnTheWayBack() {
    open("2s");
    stage.walkTo("S4");
    replication.stuck.add(Side.OLD);

    Throwable failure = stage.home.failureOf(() -> stage.ladder.walkTo("S0"));

    assertThat(failure).hasMessageEndingWith("went back from S3 to S4");
    assertThat(stage.step()).isEqualTo("S4");
    write("after");
    assertThat(stage.sides.data(Side.NEW).entries()).containsKey("after");
  }

  @Test
  void doesNotBeginWhenTheServersSayWhyNot() {
    open("1m");
    replication.obstacle = "new holds 3 keys";

    Throwable failure = stage.home.failureOf(() -> stage.ladder.walkTo("S4"));

    assertThat(failure).hasMessage("new holds 3 keys");
    assertThat(stage.step()).isEqualTo("S0");
    assertThat(replication.calls).containsExactly("check, first");
  }

  @Test
  void makesAServerFollowAgainThatForgotWhomItFollowed() {
    open("1m");
    stage.walkTo("S1");
    Awaitility.await().atMost(PATIENCE).until(() -> replication.leader().isPresent());

    replication.forget();

    Awaitility.await().atMost(PATIENCE).until(() -> replication.leader().isPresent());
    assertThat(replication.leader()).contains(Side.OLD);
  }

  @Test
  void tellsHowTheFollowerStands() {
    open("1m");
    replication.apart.add(Side.NEW);
    stage.walkTo("S1");

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> stage.status().followed().orElseThrow().standing().isPresent());

    var followed = stage.status().followed().orElseThrow();
    assertThat(followed.leader()).contains(Side.OLD);
    assertThat(followed.standing().orElseThrow().state()).isEqualTo(State.APART);
    assertThat(stage.status().toJson().getJsonObject("sync").getString("problem"))
        .isEqualTo("no link");
  }

  @Test
  void rampsNoKeysSinceServersSwitchForAllAtOnce() {
    open("1m");
    stage.walkTo("S1");

    assertThat(stage.home.failureOf(() -> stage.ladder.ramp("S2", 10)))
        .hasMessageContaining("switch for all keys at once");
  }
}
