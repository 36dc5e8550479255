package io.laminar.stats.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CanaryWriterTest {

  private static final CanaryOptions OPTIONS =
      new CanaryOptions(
          "key", Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

  private final EventLoop loop = new EventLoop();
  private final AtomicLong now = new AtomicLong(100_000);
  private final AtomicLong clockSet = new AtomicLong(); // by how much the wall clock was set
  private final FakePlace place = new FakePlace();
  private final CanaryWriter writer =
      new CanaryWriter(
          loop.vertx(), place, OPTIONS, now::get, () -> (now.get() - clockSet.get()) * 1_000_000);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void writesWhatHasComeThrough() {
    prove("b1", 99_900);

    assertThat(place.values())
        .containsExactly(CanaryKey.of("b1", 99_900, 100_000, 0, List.of("b1")));
    assertThat(writer.state()).isEqualTo(new CanaryState(true, 100_000, 100, ""));
  }

  @Test
  void isSilentBeforeTheFirstHeartbeat() {
    assertThat(writer.state())
        .isEqualTo(new CanaryState(false, 0, 0, "no heartbeat has come through yet"));
  }

  @Test
  void diesAfterItsTtl() {
    prove("b1", 99_900);

    now.addAndGet(4_999);
    assertThat(writer.state().alive()).isTrue();
    now.addAndGet(1);
    assertThat(writer.state().alive()).isFalse();
    assertThat(writer.state().reason()).isEqualTo("no heartbeat has come through for 5000 ms");
  }

  @Test
  void doesNotWriteWhatIsTooOld() {
    prove("b1", 89_999);

    assertThat(place.values()).isEmpty();
    assertThat(writer.state().reason())
        .isEqualTo("the heartbeat of b1 is 10001 ms old, the limit is 10000 ms");

    prove("b1", 90_000);

    assertThat(place.values()).hasSize(1);
    assertThat(writer.state().reason()).isEmpty();
  }

  @Test
  void saysWhatProvesNothing() {
    onLoop(() -> writer.doubt("a partition is silent"));

    assertThat(place.values()).isEmpty();
    assertThat(writer.state().reason()).isEqualTo("a partition is silent");
  }

  @Test
  void writesOneAtATimeAndThenTheNewest() {
    place.hold();
    prove("b1", 99_901);
    prove("b1", 99_902);
    prove("b1", 99_903);
    assertThat(place.values()).hasSize(1);

    onLoop(place::release);

    assertThat(place.values()).extracting(CanaryKey::sentMillis).containsExactly(99_901L, 99_903L);
  }

  @Test
  void triesAgainUntilThePlaceTakesIt() {
    place.failing = true;
    prove("b1", 99_900);
    assertThat(writer.state().alive()).isFalse();
    assertThat(writer.state().reason()).isEqualTo("redis is away");

    place.failing = false;

    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> writer.state().alive());
    assertThat(writer.state().reason()).isEmpty();
  }

  @Test
  void givesUpTryingWhenTheHeartbeatHasBecomeTooOld() {
    place.failing = true;
    prove("b1", 99_900);

    now.addAndGet(10_000);
    place.failing = false;

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> writer.state().reason().contains("the limit is 10000 ms"));
    assertThat(writer.state().alive()).isFalse();
  }

  @Test
  void livesNoLongerThanItsTtlAfterTheHeartbeatThatWasNotFollowed() {
    onLoop(() -> writer.prove(heard(99_900, 99_900, 3_000)));

    assertThat(place.lives()).containsExactly(Duration.ofMillis(2_000));
    now.addAndGet(1_999);
    assertThat(writer.state().alive()).isTrue();
    now.addAndGet(1);
    assertThat(writer.state().alive()).isFalse();
  }

  @Test
  void isNotWrittenWhereOneHeartbeatWasNotFollowedForTheWholeTtl() {
    onLoop(() -> writer.prove(heard(99_900, 99_900, 5_000)));

    assertThat(place.values()).isEmpty();
    assertThat(writer.state().reason())
        .isEqualTo("a heartbeat was not followed by another for 5000 ms, canary.ttl is 5000 ms");
  }

  @Test
  void takesTheTimeThatTheCommitTookFromTheLife() {
    Heard heard = heard(99_900, 99_900, 1_000);
    now.addAndGet(500); // until the answer came

    onLoop(() -> writer.prove(heard));

    assertThat(place.lives()).containsExactly(Duration.ofMillis(3_500));
  }

  @Test
  void isNotWrittenForAHeartbeatFromTheFuture() {
    onLoop(() -> writer.prove(heard(99_900, 110_001, 0)));

    assertThat(place.values()).isEmpty();
    assertThat(writer.state().reason())
        .isEqualTo(
            "the heartbeat of new is from 10001 ms in the future, the limit is 10000 ms: a clock is"
                + " wrong");
  }

  @Test
  void isNotKeptAliveByAWallClockThatIsSetBack() {
    prove("b1", 99_900);

    now.addAndGet(5_000);
    setWallClock(-3_600_000);

    assertThat(writer.state().alive()).isFalse();
    prove("b1", now.get() + 3_600_000); // the bidder's own clock was not set
    assertThat(place.values()).hasSize(1);
    assertThat(writer.state().reason()).contains("in the future");

    setWallClock(3_600_000);
    prove("b1", now.get() - 100);
    assertThat(writer.state().alive()).isTrue();
  }

  private void setWallClock(long byMillis) {
    clockSet.addAndGet(byMillis);
    now.addAndGet(byMillis);
  }

  private Heard heard(long oldestMillis, long newestMillis, long ageMillis) {
    return new Heard(
        List.of("new", "old"),
        "old",
        oldestMillis,
        "new",
        newestMillis,
        ageMillis,
        (now.get() - clockSet.get()) * 1_000_000);
  }

  private void prove(String bidder, long sentMillis) {
    long asOf = (now.get() - clockSet.get()) * 1_000_000;
    onLoop(
        () ->
            writer.prove(
                new Heard(List.of(bidder), bidder, sentMillis, bidder, sentMillis, 0, asOf)));
  }

  private void onLoop(Runnable action) {
    loop.call(
        () -> {
          action.run();
          return Future.succeededFuture();
        });
  }

  private static final class FakePlace implements CanaryPlace {

    private final List<CanaryKey> values = new ArrayList<>();
    private final List<Duration> lives = new ArrayList<>();
    private volatile boolean failing;
    private Promise<Void> held;

    @Override
    public synchronized Future<Void> put(String key, String value, Duration ttl) {
      assertThat(key).isEqualTo(OPTIONS.key());
      if (failing) {
        return Future.failedFuture("redis is away");
      }
      values.add(CanaryKey.decode(value));
      lives.add(ttl);
      return held == null ? Future.succeededFuture() : held.future();
    }

    synchronized void hold() {
      held = Promise.promise();
    }

    void release() {
      Promise<Void> waiting;
      synchronized (this) {
        waiting = held;
        held = null;
      }
      waiting.complete();
    }

    synchronized List<Duration> lives() {
      return List.copyOf(lives);
    }

    synchronized List<CanaryKey> values() {
      return List.copyOf(values);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
