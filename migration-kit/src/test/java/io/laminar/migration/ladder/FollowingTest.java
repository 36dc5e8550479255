package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.replicate.Replication.State;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A migration between servers that follow each other by themselves. */
final class FollowingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final MemoryReplication replication = new MemoryReplication(sides);
  private Ladder ladder;
  private Router router;

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
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    course,
                    sides,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private void walkTo(String step) {
    EventLoop.wait(ladder.walkTo(step));
    assertThat(status().step().id()).isEqualTo(step);
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  private void write(String key) {
    Entry entry = Entry.of(Buffer.buffer(key), ladder.member().clock().next());
    assertThat(loop.call(() -> router.putIfNewer(key, entry))).isTrue();
  }

  private boolean isReadable(String key) {
    return loop.call(() -> router.get(key)).isPresent();
  }

  @Test
  void losesNothingUpAndBackAndUpAgainUnderReadsWritesAndDeletes() {
    open("1m");
    var workload = new CheckedWorkload(loop, router, 40, 5);
    workload.start();

    for (String goal : new String[] {"S4", "S0", "S4"}) {
      walkTo(goal);
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

    walkTo("S4");
    walkTo("S0");

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
    walkTo("S1");
    walkTo("S0");

    walkTo("S1");

    assertThat(replication.calls).containsSubsequence("check, first", "end", "check, again");
  }

  @Test
  void goesBackToWhereWritesGoOnWhenTheNewServerDoesNotConfirm() {
    open("50ms");
    replication.stuck.add(Side.NEW);

    Throwable failure = home.failureOf(() -> ladder.walkTo("S4"));

    assertThat(failure)
        .hasMessageContaining("waited 50 ms for new to confirm the last write while writes are")
        .hasMessageContaining("limits.switchWithin")
        .hasMessageEndingWith("went back from S2 to S1");
    assertThat(status().failure()).isEqualTo(failure.getMessage());
    assertThat(status().step().id()).isEqualTo("S1");
    assertThat(replication.calls).doesNotContain("new takes writes");
    write("after");
    assertThat(isReadable("after")).isTrue();
  }

  @Test
  void goesBackWhenTheOldServerCannotFollowBeforeAnythingIsWrittenToTheNewOne() {
    open("50ms");
    replication.apart.add(Side.OLD);

    Throwable failure = home.failureOf(() -> ladder.walkTo("S4"));

    assertThat(failure)
        .hasMessageContaining("for new to take writes and be followed")
        .hasMessageEndingWith("went back from S3 to S1");
    assertThat(status().step().id()).isEqualTo("S1");
    write("after");
    assertThat(sides.data(Side.OLD).entries()).containsKey("after");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> replication.leader().equals(Optional.of(Side.OLD)));
  }

  @Test
  void staysWithTheNewServerWhenTheOldOneDoesNotConfirmOnTheWayBack() {
    open("2s");
    walkTo("S4");
    replication.stuck.add(Side.OLD);

    Throwable failure = home.failureOf(() -> ladder.walkTo("S0"));

    assertThat(failure).hasMessageEndingWith("went back from S3 to S4");
    assertThat(status().step().id()).isEqualTo("S4");
    write("after");
    assertThat(sides.data(Side.NEW).entries()).containsKey("after");
  }

  @Test
  void doesNotBeginWhenTheServersSayWhyNot() {
    open("1m");
    replication.obstacle = "new holds 3 keys";

    Throwable failure = home.failureOf(() -> ladder.walkTo("S4"));

    assertThat(failure).hasMessage("new holds 3 keys");
    assertThat(status().step().id()).isEqualTo("S0");
    assertThat(replication.calls).containsExactly("check, first");
  }

  @Test
  void makesAServerFollowAgainThatForgotWhomItFollowed() {
    open("1m");
    walkTo("S1");
    Awaitility.await().atMost(PATIENCE).until(() -> replication.leader().isPresent());

    replication.forget();

    Awaitility.await().atMost(PATIENCE).until(() -> replication.leader().isPresent());
    assertThat(replication.leader()).contains(Side.OLD);
  }

  @Test
  void tellsHowTheFollowerStands() {
    open("1m");
    replication.apart.add(Side.NEW);
    walkTo("S1");

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> status().followed().orElseThrow().standing().isPresent());

    var followed = status().followed().orElseThrow();
    assertThat(followed.leader()).contains(Side.OLD);
    assertThat(followed.standing().orElseThrow().state()).isEqualTo(State.APART);
    assertThat(status().toJson().getJsonObject("sync").getString("problem")).isEqualTo("no link");
  }

  @Test
  void rampsNoKeysSinceServersSwitchForAllAtOnce() {
    open("1m");
    walkTo("S1");

    assertThat(home.failureOf(() -> ladder.ramp("S2", 10)))
        .hasMessageContaining("switch for all keys at once");
  }
}
