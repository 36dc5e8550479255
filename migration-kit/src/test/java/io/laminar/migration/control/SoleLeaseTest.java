package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SoleLeaseTest {

  private static final Duration LEASE = Duration.ofMillis(400);

  private final EventLoop loop = new EventLoop();
  private final EventLoop elsewhere = new EventLoop();
  private final MemoryStore.Server server = new MemoryStore.Server();

  @AfterEach
  void close() {
    loop.close();
    elsewhere.close();
  }

  private Future<SoleLease> take(EventLoop process, String holder) {
    return process.begin(
        () ->
            SoleLease.take(
                process.vertx(),
                new MemoryStore(process.vertx(), server, "control"),
                HybridClock.system(),
                "profiles",
                holder,
                LEASE));
  }

  @Test
  void keepsASecondProcessAway() {
    EventLoop.wait(take(loop, "first"));

    assertThat(elsewhere.failureOf(() -> take(elsewhere, "second")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("migration profiles is taken part in by")
        .hasMessageContaining("first")
        .hasMessageContaining("migration.control");
  }

  @Test
  void letsTheNextOneInAfterAnEndInOrder() {
    SoleLease first = EventLoop.wait(take(loop, "first"));
    EventLoop.wait(loop.begin(first::release));

    EventLoop.wait(take(elsewhere, "second"));
  }

  @Test
  void letsTheNextOneInWhenAProcessThatCrashedNoLongerRenews() {
    var crashed = new EventLoop();
    EventLoop.wait(take(crashed, "first"));
    crashed.close();

    EventLoop.wait(take(elsewhere, "second"));
  }
}
