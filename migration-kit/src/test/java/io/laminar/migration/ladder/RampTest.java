package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Side;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RampTest {

  private final LadderStage stage = new LadderStage();

  @AfterEach
  void close() {
    stage.close();
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
    stage.open(new Course(cut -> copiedOnly(), Selector.ALL, ""));
    stage.write("k", "first");
    stage.walkTo("S3");
    stage.walkTo("S1");
    EventLoop.wait(stage.ladder.ramp("S0", 999));
    stage.write("k", "second");

    stage.walkTo("S3");

    assertThat(stage.sides.data(Side.NEW).entries().get("k").value()).hasToString("second");
  }

  @ParameterizedTest
  @EnumSource(names = {"STOP_AND_MIGRATE", "READ_ONLY"})
  void isRefusedIntoAStopAndOutOfIt(Strategy strategy) {
    stage.open(Course.of(strategy));

    assertThat(stage.home.failureOf(() -> stage.ladder.ramp("S1", 500)))
        .hasMessageContaining("S1")
        .hasMessageContaining("stops writes, and stands for all keys or for none: walk");
    stage.walkTo("S1");
    for (String neighbour : List.of("S0", "S2")) {
      assertThat(stage.home.failureOf(() -> stage.ladder.ramp(neighbour, 500)))
          .hasMessageContaining("S1 ")
          .hasMessageContaining("walk instead of ramp");
    }
    assertThat(stage.step()).isEqualTo("S1");
  }

  @Test
  void keepsWhatRampedKeysWroteToNewAloneThoughAMarkOfAnEarlierWriteIsLeft() {
    stage.open(Course.of(Strategy.DUAL_LOOKUP));
    stage.write("k", "first");
    stage.walkTo("S2");
    stage.sides.data(Side.NEW).takeDown();
    assertThat(stage.failureOfWrite("k", "failed")).isNotNull();
    Map<String, Entry> marks = stage.sides.server(Side.OLD, "dirty").entries();
    Map<String, Entry> left = Map.copyOf(marks);
    assertThat(left).isNotEmpty();
    stage.sides.data(Side.NEW).heal();
    EventLoop.wait(stage.ladder.ramp("S3", 999));
    stage.write("k", "second");

    marks.putAll(left);
    await().until(marks::isEmpty);

    assertThat(stage.read("k")).isEqualTo("second");
    EventLoop.wait(stage.ladder.ramp("S3", 0));
    marks.putAll(left);
    await().until(marks::isEmpty);
    assertThat(stage.read("k")).isEqualTo("second");
  }

  @Test
  void doesNotRepairWhereNeitherStoreIsRightByItself() {
    stage.open(Course.of(Strategy.DUAL_LOOKUP));
    stage.walkTo("S2");

    assertThat(EventLoop.wait(stage.ladder.verify(false)).isEqual()).isTrue();
    assertThatThrownBy(() -> EventLoop.wait(stage.ladder.verify(true)))
        .hasMessageContaining("compare without repair");
  }
}
