package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.Side;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Giving the old store up for good. */
final class CompletionTest {

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

  @Test
  void completesOnlyFromTheTopAndOnlyWithItsName() {
    assertThat(stage.loop.failureOf(() -> stage.ladder.complete("profiles")))
        .hasMessageContaining("S7");
    stage.walkTo("S7");
    assertThat(stage.loop.failureOf(() -> stage.ladder.complete("yes")))
        .hasMessageContaining("profiles");
    assertThat(stage.loop.failureOf(() -> stage.ladder.walkTo("S8")))
        .hasMessageContaining("complete");

    EventLoop.wait(stage.ladder.complete("profiles"));

    assertThat(stage.step()).isEqualTo("S8");
    assertThat(stage.sides.data(Side.OLD).entries()).isEmpty();
    assertThat(stage.seen(Side.NEW)).hasSize(KEYS);
    assertThat(stage.loop.failureOf(() -> stage.ladder.walkTo("S0"))).hasMessageContaining("S8");
  }

  @Test
  void keepsTheOldStoreWhenAWalkBackOvertakesItsCompletion() {
    stage.walkTo("S7");
    stage.control.takeDown();
    Future<Void> completion = stage.ladder.complete("profiles");
    Awaitility.await().until(() -> stage.status().waitingFor().contains("record"));
    Future<Void> walk = stage.ladder.walkTo("S0");
    stage.control.heal();

    assertThat(stage.loop.failureOf(() -> completion)).hasMessageContaining("given up");

    EventLoop.wait(walk);
    assertThat(stage.step()).isEqualTo("S0");
    assertThat(stage.seen(Side.OLD)).hasSize(KEYS);
  }

  @Test
  void doesNotLeaveTheLastStepWhenAWalkBackComesWhileItIsWrittenDown() {
    stage.walkTo("S7");
    Promise<Void> writing = Promise.promise();
    Promise<Void> begun = Promise.promise();
    stage.control.setFault(
        op -> {
          begun.tryComplete();
          return writing.future();
        });
    Future<Void> completion = stage.ladder.complete("profiles");
    EventLoop.wait(begun.future());
    Future<Void> walk = stage.ladder.walkTo("S0");
    assertThat(stage.status().goal().id()).isEqualTo("S0");
    writing.complete();

    assertThat(stage.loop.failureOf(() -> walk)).hasMessageContaining("S8");

    EventLoop.wait(completion);
    assertThat(stage.step()).isEqualTo("S8");
    assertThat(stage.seen(Side.OLD)).isEmpty();
    assertThat(stage.seen(Side.NEW)).hasSize(KEYS);
  }
}
