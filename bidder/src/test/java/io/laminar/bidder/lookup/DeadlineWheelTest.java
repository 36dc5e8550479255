package io.laminar.bidder.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

  private static final long TICK = DeadlineWheel.TICK_NANOS;

  private long now = -5_000_000_123L;
  private Runnable armed;
  private final List<String> expired = new ArrayList<>();
  private final DeadlineWheel wheel =
      new DeadlineWheel(
          () -> now,
          action -> {
            assertThat(armed).as("one timer at a time").isNull();
            armed = action;
          });

  @Test
  void expiresInOrderNeverEarlyAndAtMostTwoTicksLate() {
    var random = new Random(42);
    List<Timed> nodes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      var node = new Timed(now + random.nextLong(900 * TICK));
      nodes.add(node);
      wheel.add(node, node.deadline);
    }

    passTicks(902);

    assertThat(nodes)
        .allSatisfy(node -> assertThat(node.expiredAt - node.deadline).isBetween(0L, 2 * TICK));
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void doesNotExpireWhatWasRemoved() {
    Named kept = new Named("kept");
    Named removed = new Named("removed");
    wheel.add(kept, now + TICK);
    wheel.add(removed, now + TICK);
    wheel.remove(removed);
    wheel.remove(removed);

    passTicks(3);

    assertThat(expired).containsExactly("kept");
    assertThat(removed.isWaiting()).isFalse();
  }

  @Test
  void ticksOnlyWhileSomethingWaits() {
    assertThat(armed).isNull();
    Named node = new Named("once");
    wheel.add(node, now + TICK);
    passTicks(3);
    assertThat(armed).isNull();

    now += 10_000 * TICK;
    wheel.add(node, now + 5 * TICK);
    passTicks(3);
    assertThat(expired).containsExactly("once");
    passTicks(4);
    assertThat(expired).containsExactly("once", "once");
  }

  @Test
  void expiresADeadlineThatIsAlreadyOverAtTheNextTick() {
    wheel.add(new Named("over"), now - 50 * TICK);

    passTicks(2);

    assertThat(expired).containsExactly("over");
  }

  @Test
  void expiresEverythingAfterAStallLongerThanTheWheel() {
    wheel.add(new Named("a"), now + 3 * TICK);
    wheel.add(new Named("b"), now + 700 * TICK);
    wheel.add(new Named("c"), now + 2_000 * TICK);

    now += 1_000 * TICK;
    passTicks(1);

    assertThat(expired).containsExactlyInAnyOrder("a", "b");
    assertThat(wheel.waiting()).isEqualTo(1);
  }

  @Test
  void allowsToAddAndRemoveWhileExpiring() {
    Named second = new Named("second");
    Named third = new Named("third");
    wheel.add(
        new Named("first") {
          @Override
          void expired() {
            super.expired();
            wheel.remove(second);
            wheel.add(third, now);
          }
        },
        now + TICK);
    wheel.add(second, now + TICK);

    passTicks(4);

    assertThat(expired).containsExactly("first", "third");
    assertThat(wheel.waiting()).isZero();
  }

  private void passTicks(int ticks) {
    for (int i = 0; i < ticks; i++) {
      now += TICK;
      Runnable due = armed;
      armed = null;
      if (due != null) {
        due.run();
      }
    }
  }

  private class Named extends DeadlineWheel.Node {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    void expired() {
      expired.add(name);
    }
  }

  private final class Timed extends DeadlineWheel.Node {
    private final long deadline;
    private long expiredAt = Long.MIN_VALUE;

    Timed(long deadline) {
      this.deadline = deadline;
    }

    @Override
    void expired() {
      expiredAt = now;
    }
  }
}
