package io.laminar.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointClockTest {

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server source = new MemoryStore.Server();
  private final MemoryStore.Server target = new MemoryStore.Server();
  private final MemoryStore.Server checkpoints = new MemoryStore.Server();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void beginsAnewAfterItForgotACheckpointOfALaterClock() {
    source.entries().put("k", Entry.of(Buffer.buffer("v"), 1));
    loop.call(() -> copier(HybridClock.system()).run(1));
    target.entries().clear();
    var setBack = new HybridClock(() -> 3_600_000_000L);

    loop.call(() -> copier(setBack).forget());
    loop.call(() -> copier(setBack).run(1));

    assertThat(target.entries()).as("copied again").containsKey("k");
  }

  private Copier copier(HybridClock clock) {
    return new Copier(
        new MemoryStore(loop.vertx(), source, "source"),
        new MemoryStore(loop.vertx(), target, "target"),
        new MemoryStore(loop.vertx(), checkpoints, "checkpoints"),
        clock,
        new Pace(loop.vertx(), 0, System::nanoTime),
        new Patience(loop.vertx()),
        System::nanoTime,
        new Copier.Options("copy", 4, 50, 0));
  }
}
