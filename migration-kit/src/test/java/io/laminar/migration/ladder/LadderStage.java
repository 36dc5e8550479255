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
import java.util.Map;
import java.util.TreeMap;

/** One migration between stores in memory, with its ladder on one loop and a router on another. */
final class LadderStage implements AutoCloseable {

  static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  /** The ladder's loop. */
  final EventLoop home = new EventLoop();

  /** The router's. */
  final EventLoop loop = new EventLoop();

  final MemorySides sides = new MemorySides();
  final MemoryStore.Server control = new MemoryStore.Server();
  Ladder ladder;
  Router router;

  /** Puts k0, k1 and so on into the old store. */
  void seed(int keys) {
    for (int i = 0; i < keys; i++) {
      sides.data(Side.OLD).entries().put("k" + i, Entry.of(Buffer.buffer("v" + i), 0));
    }
  }

  /** Opens a dual write. */
  void open() {
    open(OPTIONS);
  }

  /** Opens a dual write. */
  void open(LadderOptions options) {
    open(options, Course.of(Strategy.DUAL_WRITE));
  }

  void open(Course course) {
    open(OPTIONS, course);
  }

  private void open(LadderOptions options, Course course) {
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    options,
                    course,
                    sides,
                    new MemoryStore(home.vertx(), control, "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  /** The same after an end in order. */
  void openAnew(LadderOptions options) {
    EventLoop.wait(ladder.close());
    loop.call(router::close);
    open(options);
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

  /** What readers of a side see. */
  Map<String, String> seen(Side side) {
    var seen = new TreeMap<String, String>();
    sides
        .data(side)
        .entries()
        .forEach(
            (key, entry) -> {
              if (entry.isLive(System.currentTimeMillis())) {
                seen.put(key, entry.value().toString());
              }
            });
    return seen;
  }

  @Override
  public void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }
}
