package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** One migration between stores in memory, with its ladder on one loop and a router on another. */
final class LadderStage implements AutoCloseable {

  /** The ladder's loop. */
  final EventLoop home = new EventLoop();

  /** The router's. */
  final EventLoop loop = new EventLoop();

  final MemorySides sides = new MemorySides();
  Ladder ladder;
  Router router;

  void open(Course course) {
    var options =
        new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    options,
                    course,
                    sides,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  void walkTo(String step) {
    EventLoop.wait(ladder.walkTo(step));
    assertThat(step()).isEqualTo(step);
  }

  LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  String step() {
    return status().step().id();
  }

  void write(String key, String value) {
    loop.call(() -> router.write(key, Buffer.buffer(value), 0));
  }

  /** The failure of a write that must fail. */
  Throwable failureOfWrite(String key, String value) {
    return loop.failureOf(() -> router.write(key, Buffer.buffer(value), 0));
  }

  String read(String key) {
    return loop.call(() -> router.get(key)).value().toString();
  }

  @Override
  public void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }
}
