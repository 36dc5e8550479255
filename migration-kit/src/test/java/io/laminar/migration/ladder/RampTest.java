package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RampTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private Ladder ladder;

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private Router open(Course course) {
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
    return loop.call(() -> ladder.member().join(loop.vertx()));
  }

  /** Dual write with a copy and nothing that would mend what the copy lacks. */
  private static Steps copiedOnly() {
    return new Steps(
        Strategy.DUAL_WRITE,
        Steps.of(Strategy.DUAL_WRITE).all().stream().map(RampTest::copiedOnly).toList());
  }

  private static PlanStep copiedOnly(PlanStep step) {
    return new PlanStep(
        step.id(),
        step.title(),
        step.policy(),
        step.jobs(),
        step.gatesUp().stream().filter(Gate.COPIED::equals).toList(),
        List.of(),
        step.mayLose(),
        step.pause(),
        step.wayBack(),
        step.waived());
  }

  @Test
  void copiesWhatWasWrittenToOldAloneByKeysThatWereRampedBack() {
    Router router = open(new Course(cut -> copiedOnly(), Selector.ALL, ""));
    loop.call(() -> router.write("k", Buffer.buffer("first"), 0));
    EventLoop.wait(ladder.walkTo("S3"));
    EventLoop.wait(ladder.walkTo("S1"));
    EventLoop.wait(ladder.ramp("S0", 999));
    loop.call(() -> router.write("k", Buffer.buffer("second"), 0));

    EventLoop.wait(ladder.walkTo("S3"));

    assertThat(sides.data(Side.NEW).entries().get("k").value()).hasToString("second");
  }

  @Test
  void keepsWhatWasWrittenToNewAloneByKeysThatWereRampedBackIntoAStop() {
    Router router = open(Course.of(Strategy.STOP_AND_MIGRATE));
    loop.call(() -> router.write("k", Buffer.buffer("first"), 0));
    EventLoop.wait(ladder.walkTo("S1"));
    EventLoop.wait(ladder.ramp("S2", 999));
    loop.call(() -> router.write("k", Buffer.buffer("second"), 0));
    EventLoop.wait(ladder.ramp("S2", 0));

    EventLoop.wait(ladder.walkTo("S2"));

    assertThat(loop.call(() -> router.get("k")).value()).hasToString("second");
  }

  @Test
  void keepsWhatRampedKeysWroteToNewAloneThoughAMarkOfAnEarlierWriteIsLeft() {
    Router router = open(Course.of(Strategy.DUAL_LOOKUP));
    loop.call(() -> router.write("k", Buffer.buffer("first"), 0));
    EventLoop.wait(ladder.walkTo("S2"));
    sides.data(Side.NEW).takeDown();
    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("failed"), 0))).isNotNull();
    Map<String, Entry> marks = sides.server(Side.OLD, "dirty").entries();
    Map<String, Entry> left = Map.copyOf(marks);
    assertThat(left).isNotEmpty();
    sides.data(Side.NEW).heal();
    EventLoop.wait(ladder.ramp("S3", 999));
    loop.call(() -> router.write("k", Buffer.buffer("second"), 0));

    marks.putAll(left);
    await().until(marks::isEmpty);

    assertThat(loop.call(() -> router.get("k")).value()).hasToString("second");
    EventLoop.wait(ladder.ramp("S3", 0));
    marks.putAll(left);
    await().until(marks::isEmpty);
    assertThat(loop.call(() -> router.get("k")).value()).hasToString("second");
  }

  @Test
  void doesNotRepairWhereNeitherStoreIsRightByItself() {
    open(Course.of(Strategy.DUAL_LOOKUP));
    EventLoop.wait(ladder.walkTo("S2"));

    assertThat(EventLoop.wait(ladder.verify(false)).isEqual()).isTrue();
    assertThatThrownBy(() -> EventLoop.wait(ladder.verify(true)))
        .hasMessageContaining("compare without repair");
  }
}
