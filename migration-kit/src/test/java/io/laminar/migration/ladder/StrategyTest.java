package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every strategy up, back and up again on stores in memory, while they are read and written. */
final class StrategyTest {

  private static final int KEYS = 200;
  private final LadderStage stage = new LadderStage();

  private void open(Strategy strategy) {
    for (int i = 0; i < KEYS; i++) {
      stage
          .sides
          .data(Side.OLD)
          .entries()
          .put("legacy" + i, Entry.of(Buffer.buffer("{\"n\":0}"), 0));
    }
    stage.open(Course.of(strategy));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void letPass(CheckedWorkload workload) {
    int before = workload.rounds();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> workload.rounds() > before + 100);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TIMED_ROLLOVER", "DOUBLE_COPY"})
  void losesNothingUpAndBackAndUpAgainUnderReadsWritesAndDeletes(Strategy strategy) {
    open(strategy);
    String top = stage.status().steps().top().id();
    var workload = new CheckedWorkload(stage.loop, stage.router, 40, 5);
    workload.start();

    stage.walkTo(top);
    letPass(workload);
    stage.walkTo("S0");
    letPass(workload);
    stage.walkTo(top);
    letPass(workload);

    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
    for (int i = 0; i < KEYS; i++) {
      String key = "legacy" + i;
      assertThat(stage.read(key)).isEqualTo("{\"n\":0}");
    }
  }

  @Test
  void doubleCopyShowsFormerValuesOnlyUntilTheSecondCopyHasPassed() {
    open(Strategy.DOUBLE_COPY);
    var workload = new CheckedWorkload(stage.loop, stage.router, 40, 5);
    workload.start();

    workload.allowStale(true);
    stage.walkTo("S3");
    workload.allowStale(false);
    letPass(workload);
    workload.allowStale(true);
    stage.walkTo("S0");
    workload.allowStale(false);
    letPass(workload);

    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
  }
}
