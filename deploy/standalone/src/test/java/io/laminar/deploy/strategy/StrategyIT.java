package io.laminar.deploy.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every strategy between real servers, under reads, writes and deletes: up, back and up again, with
 * what it promises to lose and to hold up.
 */
final class StrategyIT {

  @ParameterizedTest
  @ValueSource(strings = {"dual-write", "dual-lookup", "clever-adapter", "proxied-access"})
  void losesNothingAndFreezesNothing(String strategy) {
    try (var stage = new Stage(Stage.plan(nameOf(strategy), strategy, ""))) {
      stage.workload.start();

      upAndBackAndUpAgain(stage);

      assertThat(stage.workload.frozen()).isZero();
      stage.assertNothingIsLost();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop-and-migrate", "read-only"})
  void losesNothingAndRefusesWhileItCopies(String strategy) {
    try (var stage = new Stage(Stage.plan(nameOf(strategy), strategy, ""))) {
      stage.workload.start();

      upAndBackAndUpAgain(stage);

      assertThat(stage.workload.frozen()).isPositive();
      stage.assertNothingIsLost();
    }
  }

  @Test
  void synchronizeLosesNothingBehindAShortPark() {
    try (var stage = new Stage(Stage.plan("it_synchronize", "synchronize", ""))) {
      stage.workload.start();

      upAndBackAndUpAgain(stage);

      stage.assertNothingIsLost();
    }
  }

  @Test
  void doubleCopyShowsFormerValuesOnlyFromTheFlipToTheSecondCopy() {
    try (var stage = new Stage(Stage.plan("it_double_copy", "double-copy", ""))) {
      stage.workload.start();

      for (String goal : new String[] {"S3", "S0", "S3"}) {
        stage.workload.allowStale(true);
        stage.walkTo(goal);
        stage.workload.allowStale(false);
        stage.letPass();
      }

      assertThat(stage.workload.frozen()).isZero();
      stage.assertNothingIsLost();
    }
  }

  @Test
  void conversionInPlaceTurnsJsonIntoCompactJsonAndBackInOneStore() {
    String plan =
        """
        name: it_in_place
        strategy: in-place-conversion
        from: {store: "%s", namespace: it_in_place}
        limits: {quiet: 1s, pageSize: 100}
        """
            .formatted(TestServers.redis());
    try (var stage = new Stage(plan)) {
      stage.workload.start();

      stage.walkTo("S3");
      stage.letPass();
      assertThat(stored(stage, "there1").toString()).isNotEqualTo("{\"n\":0}");
      assertThat(stored(stage, "there1").getByte(0)).isEqualTo((byte) 0xC1);
      stage.walkTo("S0");
      stage.letPass();
      assertThat(stored(stage, "there1").toString()).isEqualTo("{\"n\":0}");
      stage.walkTo("S3");

      assertThat(stage.workload.frozen()).isZero();
      stage.assertNothingIsLost();
    }
  }

  private static Buffer stored(Stage stage, String key) {
    Store store =
        stage.loop().call(() -> stage.plan().from().open(stage.loop().vertx(), Stage.LIMITS));
    Entry entry = stage.loop().call(() -> store.get(key).eventually(store::close));
    return entry.value();
  }

  @Test // race R19
  void rollsOverByTheDateInTheKeyAndBackAtANewCut() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String dates = "dates: {after: \"d\", from: \"" + today.plusDays(2) + "\"}\n";
    try (var stage = new Stage(Stage.plan("it_rollover", "timed-rollover", dates))) {
      stage.workload.useLife(60_000);
      stage.workload.useKeys(i -> "d" + today + "-" + i);
      stage.workload.start();
      stage.walkTo("S2");
      stage.workload.useKeys(i -> "d" + today.plusDays(2 + i % 3) + "-" + i);
      stage.letPass();

      stage.setCut(today.plusDays(5).toString());
      stage.walkTo("S1");
      stage.workload.useKeys(i -> "d" + today.plusDays(2 + i % 6) + "-" + i);
      stage.letPass();

      assertThat(stage.workload.frozen()).isZero();
      stage.assertNothingIsLost();
      assertThat(stage.failureOfWalkTo("S2"))
          .hasMessageContaining("is used already, before the new cut date");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued-write", "queued-dual-lookup"})
  void queuesWritesAndReadsItsOwn(String strategy) {
    String name = nameOf(strategy);
    String queue =
        "queue: {servers: \"%s\", topic: %s, partitions: 3}%n".formatted(TestServers.kafka(), name);
    try (var stage = new Stage(Stage.plan(name, strategy, queue))) {
      stage.workload.start();

      for (PlanStep step :
          stage.status().steps().all().subList(1, stage.status().steps().all().size() - 2)) {
        stage.walkTo(step.id());
        stage.letPass();
      }
      upAndBackAndUpAgain(stage);

      assertThat(stage.workload.frozen()).isZero();
      stage.assertNothingIsLost();
    }
  }

  private static void upAndBackAndUpAgain(Stage stage) {
    String top = stage.top();
    stage.walkTo(top);
    stage.letPass();
    stage.walkTo("S0");
    stage.letPass();
    stage.walkTo(top);
    stage.letPass();
  }

  private static String nameOf(String strategy) {
    return "it_" + strategy.replace('-', '_');
  }
}
