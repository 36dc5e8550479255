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
      new CanaryOptions("key", Duration.ofSeconds(5), Duration.ofSeconds(10));

  private final EventLoop loop = new EventLoop();
  private final AtomicLong now = new AtomicLong(100_000);
  private final FakePlace place = new FakePlace();
  private final CanaryWriter writer = new CanaryWriter(loop.vertx(), place, OPTIONS, now::get);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void writesWhatHasComeThrough() {
    prove("b1", 99_900);

    assertThat(place.values()).containsExactly(new CanaryKey("b1", 99_900, 100_000, 100));
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
        .isEqualTo("the heartbeat is 10001 ms old, the limit is 10000 ms");

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

    Awaitility.await().until(() -> writer.state().alive());
    assertThat(writer.state().reason()).isEmpty();
  }

  @Test
  void givesUpTryingWhenTheHeartbeatHasBecomeTooOld() {
    place.failing = true;
    prove("b1", 99_900);

    now.addAndGet(10_000);
    place.failing = false;

    Awaitility.await().until(() -> writer.state().reason().contains("the limit is 10000 ms"));
    assertThat(writer.state().alive()).isFalse();
  }

  private void prove(String bidder, long sentMillis) {
    onLoop(() -> writer.prove(bidder, sentMillis));
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
    private volatile boolean failing;
    private Promise<Void> held;

    @Override
    public synchronized Future<Void> put(String key, String value, Duration ttl) {
      assertThat(key).isEqualTo(OPTIONS.key());
      assertThat(ttl).isEqualTo(OPTIONS.ttl());
      if (failing) {
        return Future.failedFuture("redis is away");
      }
      values.add(CanaryKey.decode(value));
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

    synchronized List<CanaryKey> values() {
      return List.copyOf(values);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
