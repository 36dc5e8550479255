package io.laminar.migration.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.RangedStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedComparisonTest {

  private static final int KEYS = 600;
  private static final String JOB = "profiles-comparison";
  private static final String PLAN = "0123456789abcdef";

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server old = new MemoryStore.Server();
  private final MemoryStore.Server there = new MemoryStore.Server();
  private final MemoryStore.Server checkpoints = new MemoryStore.Server();
  private final MemoryRanges queue = new MemoryRanges();
  private final HybridClock clock = HybridClock.system();
  private final AtomicLong secondsAhead = new AtomicLong();
  private final Pace pace = new Pace(loop.vertx(), 0, System::nanoTime);
  private final List<OrdersWatch> watches = new ArrayList<>();
  private Patience patience = new Patience(loop.vertx());

  @BeforeEach
  void fillAlike() {
    for (int i = 0; i < KEYS; i++) {
      put(old, "k" + i, value("v" + i, 10));
      put(there, "k" + i, value("v" + i, 10 + i % 2));
    }
  }

  @AfterEach
  void close() {
    patience.stop();
    watches.forEach(OrdersWatch::stop);
    loop.close();
  }

  private static void put(MemoryStore.Server server, String key, Entry entry) {
    server.entries().put(key, entry);
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private Store store(MemoryStore.Server server, String name) {
    return new MemoryStore(loop.vertx(), server, name);
  }

  private Store ranged(Side side) {
    return new RangedStore(side == Side.OLD ? store(old, "old") : store(there, "new"));
  }

  private Future<VerifyReport> lead(boolean repair) {
    return lead(repair, store(checkpoints, "checkpoints"));
  }

  private Future<VerifyReport> lead(boolean repair, Store board) {
    patience = new Patience(loop.vertx());
    return loop.begin(
        () ->
            new SharedComparison(
                    new LeaderParts(loop.vertx(), board, clock, pace, patience, System::nanoTime),
                    this::ranged,
                    new SharedComparison.Options(
                        JOB, PLAN, new Plan.Workers("none", "none", 4, 3), Duration.ofMillis(20)),
                    queue)
                .run(Side.OLD, repair));
  }

  private RangeWork.Parts worker(String name) {
    return worker(name, System::nanoTime);
  }

  private RangeWork.Parts worker(String name, java.util.function.LongSupplier nanoTime) {
    return loop.call(
        () -> {
          var board = new Board(store(checkpoints, "checkpoints"), clock, JOB);
          var watch = new OrdersWatch(loop.vertx(), board, System::nanoTime);
          watches.add(watch);
          watch.start();
          return Future.succeededFuture(
              new RangeWork.Parts(
                  loop.vertx(),
                  name,
                  PLAN,
                  ranged(Side.OLD),
                  ranged(Side.NEW),
                  board,
                  watch,
                  20,
                  nanoTime));
        });
  }

  /** Does all that is handed out from now on. */
  private void work(RangeWork.Parts worker) {
    queue.taker = order -> new RangeWork(worker, order).run();
  }

  private void assertNothingIsLeftBeside() {
    assertThat(checkpoints.entries().values()).allMatch(Entry::tombstone);
  }

  @Test
  void findsNothingWhereReadersSeeTheSame() {
    put(old, "deleted", Entry.tombstone(4));
    work(worker("a"));

    VerifyReport report = EventLoop.wait(lead(false));

    assertThat(report.isEqual()).isTrue();
    assertThat(report.compared()).isEqualTo(KEYS);
    assertThat(queue.published).as("the digests of three ranges of each store").hasSize(6);
    assertNothingIsLeftBeside();
  }

  @Test
  void countsEachKindOfDifferenceAndMendsThemAll() {
    there.entries().remove("k1");
    put(there, "k2", value("stale", 9));
    put(there, "k3", value("unacknowledged", 20));
    put(there, "extra", value("x", 3));
    put(old, "k4", Entry.tombstone(30));
    work(worker("a"));

    VerifyReport report = EventLoop.wait(lead(true));

    assertThat(report.countByDifference())
        .containsEntry(Difference.MISSING, 1L)
        .containsEntry(Difference.OLDER, 1L)
        .containsEntry(Difference.NEWER, 1L)
        .containsEntry(Difference.EXTRA, 2L);
    assertThat(report.repaired()).isEqualTo(5);
    assertThat(report.compared()).isEqualTo(KEYS - 1);
    assertThat(report.examples()).containsExactlyInAnyOrder("k1", "k2", "k3", "extra", "k4");
    assertThat(EventLoop.wait(lead(false)).isEqual()).isTrue();
    assertNothingIsLeftBeside();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 50})
  void findsWhatWasHalfWrittenWhateverTheLeaderWasAtWhenItDied(int answers) {
    put(there, "k2", value("stale", 9));
    var dying = new DyingStore(store(checkpoints, "checkpoints"), answers);
    work(worker("a"));
    Future<VerifyReport> first = lead(true, dying);
    Awaitility.await().until(() -> dying.isDead() || first.isComplete());

    put(old, "k7", value("acknowledged", clock.next())); // by a member that died with the leader
    put(there, "k8", value("not acknowledged", clock.next()));
    VerifyReport report = EventLoop.wait(lead(true));

    assertThat(report.countByDifference().get(Difference.OLDER)).isBetween(1L, 2L);
    assertThat(report.countByDifference()).containsEntry(Difference.NEWER, 1L);
    assertThat(report.compared()).isEqualTo(KEYS);
    assertThat(EventLoop.wait(lead(false)).isEqual()).isTrue();
    assertThat(there.entries().get("k7").value()).hasToString("acknowledged");
    assertThat(there.entries().get("k8").value()).hasToString("v8");
    assertNothingIsLeftBeside();
  }

  @Test
  void goesOnFromTheDigestsOfAWorkerThatDiedAndCountsNothingTwice() {
    Promise<Void> never = Promise.promise();
    var scans = new AtomicLong();
    var dead = new AtomicBoolean();
    old.setFault(
        operation ->
            operation.equals("scan") && scans.incrementAndGet() == 8 && !dead.get()
                ? never.future()
                : Future.succeededFuture());
    // each page is late enough to have the digests saved
    RangeWork.Parts dying = worker("a", () -> secondsAhead.addAndGet(5) * 1_000_000_000L);
    Future<VerifyReport> led = lead(false);
    Awaitility.await().until(() -> queue.published.size() == 6);
    RangeOrder first = queue.published.get(0);
    loop.begin(() -> new RangeWork(dying, first).run());
    Awaitility.await().until(() -> scans.get() == 8);
    dead.set(true);

    RangeWork.Parts other = worker("b");
    List<Long> scansByRange = new ArrayList<>();
    for (RangeOrder order : queue.published) {
      long before = scans.get();
      loop.call(() -> new RangeWork(other, order).run());
      scansByRange.add(scans.get() - before);
    }

    VerifyReport report = EventLoop.wait(led);
    assertThat(report.isEqual()).isTrue();
    assertThat(report.compared()).isEqualTo(KEYS);
    assertThat(scansByRange.get(0))
        .as("seven pages less than a range that nobody had begun")
        .isEqualTo(scansByRange.get(1) - 7);
    assertThat(queue.published).as("nothing needed a closer look").hasSize(6);
    assertNothingIsLeftBeside();
  }

  @Test
  void takesNothingFromAWorkerThatStoodStillWhileAnotherHadItsRange() {
    Promise<Void> stall = Promise.promise();
    var scans = new AtomicLong();
    old.setFault(
        operation ->
            operation.equals("scan") && scans.incrementAndGet() == 4
                ? stall.future()
                : Future.succeededFuture());
    RangeWork.Parts still = worker("a");
    Future<VerifyReport> led = lead(false);
    Awaitility.await().until(() -> queue.published.size() == 6);
    Future<Void> standing = loop.begin(() -> new RangeWork(still, queue.published.get(0)).run());
    Awaitility.await().until(() -> scans.get() == 4);

    RangeWork.Parts steady = worker("b");
    RangeOrder taken = queue.published.get(0);
    loop.call(() -> new RangeWork(steady, taken).run());
    Buffer itsCheckpoint = checkpoints.entries().get(JOB + "." + taken.run() + ".0").value();
    stall.complete();
    EventLoop.wait(standing); // finds that nothing is left to do
    assertThat(checkpoints.entries().get(JOB + "." + taken.run() + ".0").value())
        .isEqualTo(itsCheckpoint);
    queue.published.forEach(order -> loop.call(() -> new RangeWork(steady, order).run()));

    assertThat(EventLoop.wait(led).isEqual()).isTrue();
  }

  @Test
  void beginsAnewWhenWhatWasSummedUpIsNoLongerTrue() {
    work(worker("a"));
    var dying = new DyingStore(store(checkpoints, "checkpoints"), 12);
    Future<VerifyReport> first = lead(false, dying);
    Awaitility.await().until(() -> dying.isDead() || first.isComplete());
    there.entries().clear(); // and copied again, without one

    for (int i = 1; i < KEYS; i++) {
      put(there, "k" + i, value("v" + i, 10));
    }
    loop.call(
        () ->
            SharedComparison.forget(
                new LeaderParts(
                    loop.vertx(),
                    store(checkpoints, "checkpoints"),
                    clock,
                    pace,
                    new Patience(loop.vertx()),
                    System::nanoTime),
                JOB));

    VerifyReport report = EventLoop.wait(lead(false));
    assertThat(report.countByDifference()).containsEntry(Difference.MISSING, 1L);
    assertThat(report.examples()).containsExactly("k0");
  }

  @Test
  void failsWithWhatStoppedAWorkerAndGoesOnWhenThatIsMended() {
    work(worker("a"));
    there.setFault(
        operation ->
            operation.equals("scan")
                ? Future.failedFuture(new IllegalStateException("the disk is broken"))
                : Future.succeededFuture());

    Future<VerifyReport> led = lead(false);

    assertThat(loop.failureOf(() -> led))
        .hasMessageMatching("worker a could not digest range [345]: the disk is broken");
    there.heal();
    assertThat(EventLoop.wait(lead(false)).isEqual()).isTrue();
  }
}
