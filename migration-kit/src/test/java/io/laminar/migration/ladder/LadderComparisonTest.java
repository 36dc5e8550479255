package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.verify.Difference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Comparisons of both stores: on demand, before a gate, and after doubts. */
final class LadderComparisonTest {

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
  void holdsTheSameInBothStoresOnceTheyAreCompared() {
    stage.walkTo("S3");

    assertThat(stage.seen(Side.NEW)).isEqualTo(stage.seen(Side.OLD)).hasSize(KEYS);
    assertThat(stage.status().lastVerify())
        .hasValueSatisfying(report -> assertThat(report.isEqual()).isTrue());
  }

  @Test
  void stepsBackByItselfWhenComparedReadsDiffer() {
    stage.walkTo("S3");
    stage.sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));
    for (int i = 0; i < 3; i++) {
      stage.loop.call(() -> stage.router.get("k5"));
    }
    Awaitility.await().until(() -> stage.status().divergent() > 0);

    assertThat(stage.loop.failureOf(() -> stage.ladder.walkTo("S4")))
        .hasMessageContaining("compared reads differ");

    assertThat(stage.step()).isEqualTo("S2");
    assertThat(stage.status().goal().id()).isEqualTo("S2");
    assertThat(stage.status().failure()).contains("differ").contains("stepped back from S3 to S2");
  }

  @Test
  void comparesOnDemandAndMendsWhenAsked() {
    stage.walkTo("S3");
    stage.sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));

    assertThat(EventLoop.wait(stage.ladder.verify(false)).countByDifference())
        .containsEntry(Difference.VALUE, 1L);
    assertThat(EventLoop.wait(stage.ladder.verify(true)).repaired()).isEqualTo(1);
    assertThat(EventLoop.wait(stage.ladder.verify(false)).isEqual()).isTrue();
  }

  @Test
  void comparesOnceAtATime() {
    stage.walkTo("S3");
    Promise<Void> scanning = Promise.promise();
    stage
        .sides
        .data(Side.NEW)
        .setFault(op -> op.equals("scan") ? scanning.future() : Future.succeededFuture());
    Future<?> first = stage.ladder.verify(false);

    assertThat(stage.loop.failureOf(() -> stage.ladder.verify(false)))
        .hasMessageContaining("a comparison");

    scanning.complete();
    EventLoop.wait(first);
  }

  @Test
  void refusesToCompareWhereOnlyOneStoreIsWritten() {
    assertThat(stage.loop.failureOf(() -> stage.ladder.verify(false))).hasMessageContaining("S0");
  }

  @Test // race R5
  void comparesAgainAfterAWriteOfWhichNeitherStoreNorJournalIsSure() {
    stage.walkTo("S3");
    stage.sides.data(Side.NEW).takeDown();
    stage.sides.server(Side.OLD, "dirty").takeDown();
    stage.loop.failureOf(() -> stage.router.write("k1", Buffer.buffer("seen in old"), 0));
    assertThat(stage.seen(Side.OLD)).containsEntry("k1", "seen in old");
    stage.sides.heal(Side.OLD);
    stage.sides.heal(Side.NEW);

    stage.walkTo("S5");

    assertThat(stage.loop.call(() -> stage.router.get("k1")).value().toString())
        .isEqualTo("seen in old");
  }

  @Test
  void comparesAndMendsAllKeysBeforeItGoesOnAfterComparedReadsDiffered() {
    stage.walkTo("S3");
    stage.sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));
    for (int i = 0; i < 3; i++) {
      stage.loop.call(() -> stage.router.get("k5"));
    }
    Awaitility.await().until(() -> stage.status().divergent() > 0);
    stage.loop.failureOf(() -> stage.ladder.walkTo("S5"));

    stage.walkTo("S5");

    assertThat(stage.loop.call(() -> stage.router.get("k5")).value().toString()).isEqualTo("v5");
  }
}
