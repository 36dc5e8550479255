package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every strategy up, back and up again on stores in memory, while they are read and written. */
final class StrategyTest {

  private static final int KEYS = 200;
  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private Ladder ladder;
  private Router router;

  private void open(Strategy strategy) {
    for (int i = 0; i < KEYS; i++) {
      sides.data(Side.OLD).entries().put("legacy" + i, Entry.of(Buffer.buffer("{\"n\":0}"), 0));
    }
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    Course.of(strategy),
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
    assertThat(EventLoop.wait(ladder.status()).step().id()).isEqualTo(step);
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
    String top = EventLoop.wait(ladder.status()).steps().top().id();
    var workload = new CheckedWorkload(loop, router, 40, 5);
    workload.start();

    walkTo(top);
    letPass(workload);
    walkTo("S0");
    letPass(workload);
    walkTo(top);
    letPass(workload);

    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
    for (int i = 0; i < KEYS; i++) {
      String key = "legacy" + i;
      assertThat(loop.call(() -> router.get(key)).value().toString()).isEqualTo("{\"n\":0}");
    }
  }

  @Test
  void doubleCopyShowsFormerValuesOnlyUntilTheSecondCopyHasPassed() {
    open(Strategy.DOUBLE_COPY);
    var workload = new CheckedWorkload(loop, router, 40, 5);
    workload.start();

    workload.allowStale(true);
    walkTo("S3");
    workload.allowStale(false);
    letPass(workload);
    workload.allowStale(true);
    walkTo("S0");
    workload.allowStale(false);
    letPass(workload);

    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
  }
}
