package io.laminar.deploy.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.control.PlanStores;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.ladder.CheckedWorkload;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.route.Router;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** One migration by a plan on real servers, with entries that were there before and a workload. */
final class Stage implements AutoCloseable {

  static final int ENTRIES = 600;

  static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofMillis(300), 20_000, Duration.ofDays(7));

  /** What is not part of the workload may be slow: the first use of a client loads its classes. */
  private static final StoreLimits PATIENT =
      new StoreLimits(Duration.ofSeconds(30), 20_000, Duration.ofDays(7));

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final Plan plan;
  private final Ladder ladder;
  private final Router router;
  final CheckedWorkload workload;

  /**
   * @param yaml the plan
   */
  Stage(String yaml) {
    plan = PlanReader.read(yaml);
    plant();
    ladder = home.call(this::open);
    router = loop.call(() -> ladder.member().join(loop.vertx()));
    workload = new CheckedWorkload(loop, router, 40, 11);
  }

  /** A plan between the shared servers. */
  static String plan(String name, String strategy, String more) {
    return """
    name: %s
    strategy: %s
    from: {store: "%s", namespace: %s}
    to: {store: "%s", namespace: %s}
    limits: {soak: 200ms, quiet: 1s, pageSize: 100, compareOneIn: 5}
    """
            .formatted(name, strategy, TestServers.redis(), name, TestServers.postgres(), name)
        + more;
  }

  private void plant() {
    List<KeyedEntry> entries =
        IntStream.range(0, ENTRIES)
            .mapToObj(i -> new KeyedEntry("there" + i, Entry.of(Buffer.buffer("{\"n\":0}"), 1)))
            .toList();
    Store old = loop.call(() -> plan.from().open(loop.vertx(), PATIENT));
    loop.call(() -> old.putAllIfNewer(entries).eventually(old::close));
  }

  private Future<Ladder> open() {
    return new StoreAddress(TestServers.postgres(), plan.name() + "_control", Format.ENVELOPE)
        .open(home.vertx(), PATIENT)
        .compose(
            control ->
                Ladder.open(
                    home.vertx(),
                    LadderOptions.of(plan),
                    Course.of(plan),
                    PlanStores.of(plan, LIMITS),
                    control,
                    HybridClock.system(),
                    Time.SYSTEM));
  }

  EventLoop loop() {
    return loop;
  }

  Ladder ladder() {
    return ladder;
  }

  LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  String top() {
    return status().steps().top().id();
  }

  void walkTo(String step) {
    Future<Void> walk = ladder.walkTo(step);
    Awaitility.await("arrival in " + step)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(walk.isComplete()).as(status().line()).isTrue());
    if (walk.failed()) {
      throw new AssertionError("stands at " + status().line(), walk.cause());
    }
    assertThat(status().step().id()).isEqualTo(step);
  }

  /** Turns a rollover back at a date. */
  void setCut(String date) {
    EventLoop.wait(ladder.cutAt(date));
  }

  Throwable failureOfWalkTo(String step) {
    return loop.failureOf(() -> ladder.walkTo(step));
  }

  /** Some more operations happen. */
  void letPass() {
    int before = workload.rounds();
    Awaitility.await().atMost(PATIENCE).until(() -> workload.rounds() > before + 50);
  }

  /** Nothing was lost, and what was there before still is. */
  void assertNothingIsLost() {
    workload.stop();
    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
    List<String> keys = IntStream.range(0, ENTRIES).mapToObj(i -> "there" + i).toList();
    List<Entry> entries = loop.call(() -> router.getAll(keys));
    assertThat(entries).allMatch(entry -> entry.value().toString().equals("{\"n\":0}"));
  }

  Router router() {
    return router;
  }

  Plan plan() {
    return plan;
  }

  @Override
  public void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }
}
