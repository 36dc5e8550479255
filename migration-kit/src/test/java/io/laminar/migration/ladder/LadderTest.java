package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LadderTest {

  /** For tests that write all the time: a write may be under way while the machine stands still. */
  private static final LadderOptions QUIET_OUTLASTS_A_SLOW_MACHINE =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(400));

  private static final int KEYS = 500;

  private final LadderStage stage = new LadderStage();

  @BeforeEach
  void begin() {
    stage.seed(KEYS);
    stage.open();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"S1", "S2", "S3", "S4", "S5", "S6", "S7"})
  void walksToAnyStepAndBackAndForwardAgainUnderWritesAndReads(String turn) {
    stage.openAnew(QUIET_OUTLASTS_A_SLOW_MACHINE);
    var workload = new CheckedWorkload(stage.loop, stage.router, 40, 17);
    workload.start();

    stage.walkTo(turn);
    stage.walkTo("S0");
    stage.walkTo(turn);
    stage.walkTo("S0");

    Awaitility.await().until(() -> workload.rounds() > 500);
    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.missed()).isZero();
    assertThat(workload.lost()).isEmpty();
  }

  @Test // race R9
  void bringsWhatWasWrittenToTheNewStoreAloneBackToTheOldOne() {
    stage.walkTo("S7");
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      stage.loop.call(() -> stage.router.write(key, Buffer.buffer("new"), 0));
    }
    stage.loop.call(() -> stage.router.delete("k99"));

    stage.walkTo("S0");

    assertThat(stage.seen(Side.OLD)).containsEntry("k0", "new").containsEntry("k49", "new");
    assertThat(stage.seen(Side.OLD)).doesNotContainKey("k99").hasSize(KEYS - 1);
  }

  @Test
  void copiesBackInTheBackgroundWhileTheNewStoreIsAlone() {
    stage.walkTo("S7");
    stage.loop.call(() -> stage.router.write("k1", Buffer.buffer("new"), 0));

    Awaitility.await().until(() -> "new".equals(stage.seen(Side.OLD).get("k1")));
    assertThat(stage.step()).isEqualTo("S7");
  }

  @Test // race R23
  void copiesAnewWhenAnEarlierAttemptWasGivenUp() {
    stage.walkTo("S2");
    stage.walkTo("S3");
    stage.walkTo("S0");
    stage.sides.data(Side.OLD).entries().put("k7", Entry.of(Buffer.buffer("by the old system"), 0));
    stage.sides.data(Side.OLD).entries().remove("k8");

    stage.walkTo("S3");

    assertThat(stage.seen(Side.NEW))
        .containsEntry("k7", "by the old system")
        .doesNotContainKey("k8")
        .isEqualTo(stage.seen(Side.OLD));
  }

  @Test // race R10
  void goesOnFromTheStepItWasInAfterACrash() {
    stage.walkTo("S5");
    stage.loop.call(() -> stage.router.write("k1", Buffer.buffer("before"), 0));

    stage.open(); // another process; the first one is gone without a word

    assertThat(stage.step()).isEqualTo("S5");
    assertThat(stage.loop.call(() -> stage.router.get("k1")).value().toString())
        .isEqualTo("before");
    stage.walkTo("S7");
    stage.walkTo("S0");
    assertThat(stage.seen(Side.OLD)).containsEntry("k1", "before");
  }

  @Test // race R24
  void drainsTheJournalBeforeReadsMayMove() {
    stage.walkTo("S3");
    stage.sides.data(Side.NEW).takeDown();
    stage.loop.call(() -> stage.router.write("k1", Buffer.buffer("missed"), 0));
    Future<Void> walk = stage.ladder.walkTo("S5");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("down"));
    assertThat(stage.step()).isEqualTo("S3");

    stage.sides.data(Side.NEW).heal();

    EventLoop.wait(walk);
    assertThat(stage.seen(Side.NEW)).containsEntry("k1", "missed");
    assertThat(stage.sides.server(Side.OLD, "dirty").entries()).isEmpty();
  }

  @Test
  void turnsRoundInTheMiddleOfACopy() {
    EventLoop.wait(stage.ladder.throttle(50));
    Future<Void> up = stage.ladder.walkTo("S7");
    Awaitility.await().until(() -> stage.status().doing().startsWith("copy"));

    EventLoop.wait(stage.ladder.walkTo("S0"));

    assertThat(up.isComplete()).isTrue();
    assertThat(stage.step()).isEqualTo("S0");
  }

  @Test
  void pausesWithoutLosingItsPlace() {
    EventLoop.wait(stage.ladder.throttle(2_000));
    Future<Void> walk = stage.ladder.walkTo("S3");
    Awaitility.await().until(() -> stage.status().progress().done() > 0);

    EventLoop.wait(stage.ladder.pause());
    assertThat(stage.status().paused()).isTrue();
    assertThat(stage.status().nextCommand()).contains("resume");
    assertThat(walk.isComplete()).isFalse();
    EventLoop.wait(stage.ladder.throttle(0));
    EventLoop.wait(stage.ladder.resume());

    EventLoop.wait(walk);
    assertThat(stage.step()).isEqualTo("S3");
  }

  @Test // race R16
  void standsStillWhenTheNewStoreRefusesAnEntryAndSaysWhich() {
    stage.walkTo("S1");
    stage
        .sides
        .data(Side.OLD)
        .entries()
        .put("large", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 0));

    assertThat(stage.loop.failureOf(() -> stage.ladder.walkTo("S7"))).hasMessageContaining("large");

    assertThat(stage.step()).isEqualTo("S2");
    assertThat(stage.status().deadLetters()).hasSize(1);
    stage.sides.data(Side.OLD).entries().remove("large");
    stage.walkTo("S7");
    assertThat(stage.status().deadLetters()).isEmpty();
  }

  @Test
  void doesNotBeginWhatCannotFitAndSaysWhy() {
    stage
        .sides
        .data(Side.OLD)
        .entries()
        .put("large", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 0));

    assertThat(stage.loop.failureOf(() -> stage.ladder.walkTo("S7")))
        .hasMessageContaining("preflight: 1 of 501 sampled entries")
        .hasMessageContaining("at most 16777216 bytes, that of large has 17825792");

    assertThat(stage.step()).isEqualTo("S0");
    assertThat(stage.status().failure()).contains("preflight").contains("large");
    assertThat(stage.sides.data(Side.NEW).entries()).isEmpty();
    stage.sides.data(Side.OLD).entries().remove("large");
    stage.walkTo("S1");
  }

  @Test
  void turnsRoundAndClosesWhileAStepIsHeld() {
    EventLoop.wait(stage.ladder.close());
    stage.open(
        new LadderOptions(
            "profiles", 100, 4, 0, 3, Duration.ofHours(1), LadderStage.OPTIONS.quiet()));
    stage.ladder.walkTo("S7");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("to be held"));

    stage.walkTo("S1");

    stage.ladder.walkTo("S7");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("to be held"));
    EventLoop.wait(stage.ladder.close());
  }

  @Test // race R10
  void takesTheStepThatIsWrittenDownBeforeItGoesOnFromIt() {
    stage.walkTo("S7");
    EventLoop.wait(stage.ladder.close());
    stage.loop.call(stage.router::close);
    stage.open();
    // once it has copied back, the ladder's jobs have opened both stores, the router only the new
    stage.loop.call(() -> stage.router.write("k1", Buffer.buffer("new"), 0));
    Awaitility.await().until(() -> "new".equals(stage.seen(Side.OLD).get("k1")));
    Promise<Void> opening = Promise.promise();
    stage
        .sides
        .data(Side.OLD)
        .setFault(op -> op.equals("estimate") ? opening.future() : Future.succeededFuture());
    Future<Void> walk = stage.ladder.walkTo("S6");
    Awaitility.await().until(() -> stage.step().equals("S6"));
    Future<Void> again = stage.ladder.walkTo("S6");
    EventLoop.wait(stage.ladder.status());
    opening.fail("cannot be opened");
    stage.loop.failureOf(() -> walk);
    stage.loop.failureOf(() -> again);
    stage.sides.heal(Side.OLD);

    stage.walkTo("S6");

    stage.loop.call(() -> stage.router.write("k2", Buffer.buffer("in both"), 0));
    assertThat(stage.seen(Side.OLD)).containsEntry("k2", "in both");
  }

  @Test
  void closesAfterAStoreThatCouldNotBeOpened() {
    stage.sides.takeDown(Side.NEW);
    stage.ladder.walkTo("S1");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("both stores"));

    EventLoop.wait(stage.ladder.close());
  }

  @Test
  void waitsForANewStoreThatIsNotThereYet() {
    stage.sides.takeDown(Side.NEW);
    Future<Void> walk = stage.ladder.walkTo("S1");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("both stores"));
    stage.loop.call(() -> stage.router.write("k1", Buffer.buffer("goes on"), 0));

    stage.sides.heal(Side.NEW);

    EventLoop.wait(walk);
    assertThat(stage.seen(Side.OLD)).containsEntry("k1", "goes on");
  }
}
