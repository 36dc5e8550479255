package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The new store is gone for good while a migration trusts it. */
final class NewStoreLostTest {

  private final LadderStage stage = new LadderStage();

  private void open(Strategy strategy) {
    stage.open(Course.of(strategy));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Throwable refusal(Future<?> command) {
    return EventLoop.wait(command.map((Throwable) null).otherwise(refused -> refused));
  }

  @Test
  void servesFromTheOldStoreAgainOnceTheNewOneIsGivenUp() {
    open(Strategy.DUAL_WRITE);
    stage.walkTo("S5");
    stage.write("k", "acknowledged");
    stage.sides.takeDown(Side.NEW);
    assertThat(stage.loop.failureOf(() -> stage.router.get("k"))).hasMessageContaining("down");
    assertThat(stage.failureOfWrite("k", "no")).isNotNull();
    stage.ladder.walkTo("S0");
    Awaitility.await()
        .until(() -> !stage.status().waitingFor().isEmpty() && stage.step().equals("S5"));

    EventLoop.wait(stage.ladder.abandon("profiles"));

    assertThat(stage.step()).isEqualTo("S0");
    assertThat(stage.read("k"))
        .isIn("acknowledged", "no"); // whether the refused one was done is not known
    stage.write("k", "later");
    assertThat(stage.read("k")).isEqualTo("later");
  }

  @Test
  void tellsTheWayWithoutWhatOnlyTheNewStoreCanTell() {
    open(Strategy.DUAL_WRITE);
    stage.walkTo("S5");

    assertThat(EventLoop.wait(stage.ladder.ways().ofAbandon("profiles")))
        .startsWith("S5 → S4 strict, old")
        .endsWith(
            "the new store is not asked: the stores are not compared, the journal is not emptied");
    assertThat(refusal(stage.ladder.ways().ofAbandon("profile")))
        .hasMessageContaining("read but never acknowledged may be gone: confirm with the name");
    assertThat(refusal(stage.ladder.abandon(""))).isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.step()).isEqualTo("S5");
  }

  @Test
  void refusesWhereTheOldStoreMayLackAcknowledgedWrites() {
    open(Strategy.DUAL_WRITE);
    stage.walkTo("S6");

    assertThat(refusal(stage.ladder.abandon("profiles")))
        .hasMessage(
            "in S6 the old store may lack acknowledged writes: mend the new one, then reverse");
    assertThat(stage.step()).isEqualTo("S6");
  }

  @Test
  void goesUpAgainWithAWholeCopyWhenTheNewStoreIsBack() {
    open(Strategy.DUAL_WRITE);
    stage.write("k", "before");
    stage.walkTo("S5");
    stage.sides.takeDown(Side.NEW);
    EventLoop.wait(stage.ladder.abandon("profiles"));
    stage.write("k", "meanwhile");
    stage.sides.heal(Side.NEW);
    stage.sides.data(Side.NEW).entries().clear();

    stage.walkTo("S5");

    assertThat(stage.read("k")).isEqualTo("meanwhile");
    assertThat(stage.sides.data(Side.NEW).entries()).containsKey("k");
    stage.walkTo("S0");
  }

  @Test
  void worksForEveryStrategyThatHasBothStoresStrictlyWritten() {
    open(Strategy.CLEVER_ADAPTER);
    stage.walkTo("S3");
    stage.write("k", "acknowledged");
    stage.sides.takeDown(Side.NEW);

    EventLoop.wait(stage.ladder.abandon("profiles"));

    assertThat(stage.read("k")).isEqualTo("acknowledged");
  }
}
