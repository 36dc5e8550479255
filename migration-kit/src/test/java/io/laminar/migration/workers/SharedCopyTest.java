package io.laminar.migration.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.RangedStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedCopyTest {

  private static final long FLOOR = 1_000;
  private static final int KEYS = 1_000;
  private static final String COPY = "profiles-from-old";
  private static final String PLAN = "0123456789abcdef";

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server source = new MemoryStore.Server();
  private final MemoryStore.Server target = new MemoryStore.Server();
  private final MemoryStore.Server checkpoints = new MemoryStore.Server();
  private final MemoryRanges queue = new MemoryRanges();
  private final HybridClock clock = HybridClock.system();
  private final AtomicLong aheadNanos = new AtomicLong();
  private final Pace pace = new Pace(loop.vertx(), 0, System::nanoTime);
  private final List<OrdersWatch> watches = new ArrayList<>();
  private Patience patience = new Patience(loop.vertx());
  private SharedCopy leader;

  @BeforeEach
  void fill() {
    for (int i = 0; i < KEYS; i++) {
      source.entries().put(String.format("k%05d", i), value("v" + i, i % 3));
    }
  }

  @AfterEach
  void close() {
    patience.stop();
    watches.forEach(OrdersWatch::stop);
    loop.close();
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private Store store(MemoryStore.Server server, String name) {
    return new MemoryStore(loop.vertx(), server, name);
  }

  private Board board() {
    return new Board(store(checkpoints, "checkpoints"), clock, COPY);
  }

  /** Begins to lead, after which the ranges are handed out. */
  private Future<Checkpoint> lead() {
    return lead(store(checkpoints, "checkpoints"));
  }

  private Future<Checkpoint> lead(Store board) {
    patience = new Patience(loop.vertx());
    int before = queue.published.size();
    Future<Checkpoint> led =
        loop.begin(
            () -> {
              leader =
                  new SharedCopy(
                      new LeaderParts(loop.vertx(), board, clock, pace, patience, System::nanoTime),
                      new RangedStore(store(source, "source")),
                      new SharedCopy.Options(COPY, PLAN, new Plan.Workers("none", "none", 4, 8)),
                      queue);
              return leader.run(FLOOR);
            });
    Awaitility.await()
        .until(
            () ->
                led.isComplete()
                    || queue.published.size() > before
                    || board instanceof DyingStore dying && dying.isDead());
    return led;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 20})
  void losesNothingWhateverTheLeaderWasAtWhenItDied(int answers) {
    var dying = new DyingStore(store(checkpoints, "checkpoints"), answers);
    Future<Checkpoint> dyingLed = lead(dying);
    List<RangeOrder> first = List.copyOf(queue.published);
    RangeWork.Parts worker = worker("a");
    first.forEach(order -> loop.begin(() -> new RangeWork(worker, order).run()));
    Awaitility.await().until(() -> dying.isDead() || dyingLed.isComplete());

    Future<Checkpoint> second = lead();
    List<RangeOrder> again = queue.published.subList(first.size(), queue.published.size());
    List.copyOf(again).forEach(order -> loop.begin(() -> new RangeWork(worker, order).run()));

    assertThat(EventLoop.wait(second).isFinished()).isTrue();
    assertAllIsCopied();
  }

  /** As the leader's own loop sees it. */
  private long done() {
    return loop.call(() -> Future.succeededFuture(leader.progress().done()));
  }

  private String waitingFor() {
    return loop.call(() -> Future.succeededFuture(leader.waitingFor()));
  }

  private void stopLeading(Future<Checkpoint> led) {
    patience.stop();
    assertThat(loop.failureOf(() -> led)).isInstanceOf(Patience.StoppedException.class);
  }

  private RangeWork.Parts worker(String name, String plan) {
    return loop.call(
        () -> {
          var watch =
              new OrdersWatch(loop.vertx(), board(), () -> System.nanoTime() + aheadNanos.get());
          watches.add(watch);
          watch.start();
          return Future.succeededFuture(
              new RangeWork.Parts(
                  loop.vertx(),
                  name,
                  plan,
                  new RangedStore(store(source, "source")),
                  store(target, "target"),
                  board(),
                  watch,
                  20,
                  System::nanoTime));
        });
  }

  private RangeWork.Parts worker(String name) {
    return worker(name, PLAN);
  }

  private RangeWork copyOf(RangeWork.Parts worker, int index) {
    RangeOrder order =
        queue.published.stream().filter(each -> each.index() == index).findFirst().orElseThrow();
    return loop.call(() -> Future.succeededFuture(new RangeWork(worker, order)));
  }

  private void copyRanges(RangeWork.Parts worker, int from, int to) {
    for (int i = from; i < to; i++) {
      RangeWork copy = copyOf(worker, i);
      loop.call(copy::run);
    }
  }

  private void assertAllIsCopied() {
    assertThat(target.entries().keySet()).isEqualTo(source.entries().keySet());
    assertThat(target.entries())
        .containsEntry("k00000", value("v0", FLOOR))
        .containsEntry("k00001", value("v1", 1));
  }

  @Test
  void gathersWhatAllWorkersHaveCopied() {
    Future<Checkpoint> led = lead();

    copyRanges(worker("a"), 0, 3);
    copyRanges(worker("b"), 3, 8);

    Checkpoint end = EventLoop.wait(led);
    assertThat(end.isFinished()).isTrue();
    assertThat(end.copied()).isEqualTo(KEYS);
    assertThat(done()).isEqualTo(KEYS);
    assertAllIsCopied();
    assertThat(checkpoints.entries().values().stream().filter(entry -> !entry.tombstone()))
        .as("only the copy's own checkpoint is left")
        .hasSize(1);
  }

  @Test
  void countsWhatIsOnItsWay() {
    Future<Checkpoint> led = lead();
    RangeWork.Parts worker = worker("a");

    copyRanges(worker, 0, 4);

    Awaitility.await().until(() -> done() == target.entries().size());
    assertThat(led.isComplete()).isFalse();
    assertThat(waitingFor()).startsWith("a worker: start one with laminar copy-worker");
    queue.workers.add("a, 4 of 4 partitions");
    Awaitility.await().until(() -> waitingFor().isEmpty());
    copyRanges(worker, 4, 8);
    assertThat(EventLoop.wait(led).copied()).isEqualTo(KEYS);
  }

  @Test
  void goesOnFromACheckpointOfAWorkerThatDied() {
    Future<Checkpoint> led = lead();
    var puts = new int[1];
    Promise<Void> never = Promise.promise();
    target.setFault(
        operation ->
            operation.equals("put") && ++puts[0] > 3 ? never.future() : Future.succeededFuture());
    RangeWork dying = copyOf(worker("a"), 0);
    loop.begin(dying::run);
    Awaitility.await().until(() -> puts[0] == 4);
    int before = target.entries().size();
    target.heal();

    copyRanges(worker("b"), 0, 8);

    assertThat(before).isPositive();
    assertThat(EventLoop.wait(led).copied()).isEqualTo(KEYS);
    assertAllIsCopied();
  }

  @Test
  void takesARangeAwayFromAWorkerThatStoodStill() {
    Future<Checkpoint> led = lead();
    var puts = new int[1];
    Promise<Void> stall = Promise.promise();
    target.setFault(
        operation ->
            operation.equals("put") && ++puts[0] == 3 ? stall.future() : Future.succeededFuture());
    RangeWork still = copyOf(worker("a"), 0);
    Future<Void> standing = loop.begin(still::run);
    Awaitility.await().until(() -> puts[0] == 3);

    copyRanges(worker("b"), 0, 8);
    EventLoop.wait(led);
    source.entries().put("k00000", value("newer", FLOOR + 7)); // as live writes do
    target.entries().put("k00000", value("newer", FLOOR + 7));
    stall.complete();

    EventLoop.wait(standing); // finds that nothing is left to do
    assertThat(target.entries()).containsEntry("k00000", value("newer", FLOOR + 7));
    assertThat(target.entries().keySet()).isEqualTo(source.entries().keySet());
  }

  @Test
  void letsAWorkerThatStoodStillWriteNothingThatItReadBefore() {
    Future<Checkpoint> led = lead();
    Promise<Void> stall = Promise.promise();
    var scans = new int[1];
    source.setFault(
        operation ->
            operation.equals("scan") && ++scans[0] == 2
                ? stall.future()
                : Future.succeededFuture());
    RangeWork copy = copyOf(worker("a"), 0);
    Future<Void> copying = loop.begin(copy::run);
    Awaitility.await().until(() -> scans[0] == 2);
    int before = target.entries().size();
    var putsOfOldPage = new int[1];
    target.setFault(
        operation -> {
          putsOfOldPage[0] += scans[0] == 2 && operation.equals("put") ? 1 : 0;
          return Future.succeededFuture();
        });

    loop.call(
        () -> {
          aheadNanos.addAndGet(OrdersWatch.LIFE.toNanos()); // it was stopped, and goes on
          stall.complete();
          return Future.succeededFuture();
        });
    EventLoop.wait(copying); // once it has heard of the leader again

    assertThat(putsOfOldPage[0]).isZero();
    assertThat(target.entries().size()).isGreaterThan(before);
    copyRanges(worker("b"), 1, 8);
    EventLoop.wait(led);
    assertAllIsCopied();
  }

  @Test
  void goesOnAfterTheLeaderDied() {
    Future<Checkpoint> first = lead();
    copyRanges(worker("a"), 0, 3);
    Awaitility.await().until(() -> done() == target.entries().size());
    stopLeading(first);

    Future<Checkpoint> second = lead();
    List<Integer> again =
        queue.published.subList(8, queue.published.size()).stream().map(RangeOrder::index).toList();
    copyRanges(worker("b"), 3, 8);

    assertThat(again).containsExactly(3, 4, 5, 6, 7);
    assertThat(EventLoop.wait(second).copied()).isEqualTo(KEYS);
    assertAllIsCopied();
  }

  @Test
  void holdsItsWorkersWhileNobodyLeads() {
    stopLeading(lead());
    RangeWork.Parts worker = worker("a");
    RangeWork copy = copyOf(worker, 0);
    Future<Void> copying = loop.begin(copy::run);

    Awaitility.await().until(() -> !worker.watch().isObsolete(queue.published.get(0).run()));
    assertThat(worker.watch().goesOn()).isFalse();
    assertThat(copying.isComplete()).isFalse();
    assertThat(target.entries()).isEmpty();

    lead();
    EventLoop.wait(copying);
    assertThat(target.entries()).isNotEmpty();
  }

  @Test
  void sharesTheRateOutAmongThePartitionsThatHaveRangesLeft() {
    loop.call(
        () -> {
          pace.changeTo(1_000);
          return Future.succeededFuture();
        });
    Future<Checkpoint> led = lead();
    Awaitility.await().until(() -> orders().equals(new Orders(run(), false, 250)));

    loop.call(
        () -> {
          pace.changeTo(0);
          return Future.succeededFuture();
        });
    Awaitility.await().until(() -> orders().perSecond() == 0);
    RangeWork.Parts worker = worker("a");
    for (int done : new int[] {0, 4, 1, 5}) { // all of two of four partitions
      RangeWork copy = copyOf(worker, done);
      loop.call(copy::run);
    }
    loop.call(
        () -> {
          pace.changeTo(1_000);
          pace.pause();
          return Future.succeededFuture();
        });

    Awaitility.await().until(() -> orders().equals(new Orders(run(), true, 500)));
    assertThat(led.isComplete()).isFalse();
  }

  private Orders orders() {
    return Orders.from(checkpoints.entries().get(COPY + ".orders").value());
  }

  private long run() {
    return queue.published.get(0).run();
  }

  @Test // race R16
  void bringsWhatTheTargetRefusedToLight() {
    source.entries().put("k00050", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 3));
    Future<Checkpoint> led = lead();

    copyRanges(worker("a"), 0, 8);

    Checkpoint end = EventLoop.wait(led);
    assertThat(end.dead()).hasSize(1);
    assertThat(end.dead().get(0)).startsWith("k00050: ");
    assertThat(end.copied()).isEqualTo(KEYS - 1);
  }

  @Test
  void failsWithWhatStoppedAWorkerAndGoesOnWhenThatIsMended() {
    Future<Checkpoint> led = lead();
    source.setFault(
        operation ->
            operation.equals("scan")
                ? Future.failedFuture(new IllegalStateException("the disk is broken"))
                : Future.succeededFuture());
    RangeWork copy = copyOf(worker("a"), 3);
    Future<Void> copying = loop.begin(copy::run);

    assertThat(loop.failureOf(() -> led))
        .hasMessage("worker a could not copy range 3: the disk is broken");
    source.heal();
    Future<Checkpoint> again = lead();
    EventLoop.wait(copying);
    copyRanges(worker("b"), 0, 8);

    assertThat(EventLoop.wait(again).copied()).isEqualTo(KEYS);
  }

  @Test
  void refusesAWorkerThatWasStartedWithAnotherPlan() {
    Future<Checkpoint> led = lead();
    RangeWork copy = copyOf(worker("a", "fedcba9876543210"), 0);
    loop.begin(copy::run);

    assertThat(loop.failureOf(() -> led))
        .hasMessageContaining("it was started with plan fedcba987654")
        .hasMessageContaining("the migration follows 0123456789ab");
    assertThat(target.entries()).isEmpty();
  }

  @Test
  void passesOverOrdersOfAnEarlierRun() {
    stopLeading(lead());
    loop.call(
        () ->
            SharedCopy.forget(
                store(checkpoints, "checkpoints"), clock, COPY, new Patience(loop.vertx())));

    copyRanges(worker("a"), 0, 8);
    assertThat(target.entries()).isEmpty();

    Future<Checkpoint> led = lead();
    copyRanges(worker("a"), 0, 8); // the first orders again
    assertThat(target.entries()).isEmpty();
    queue.published.subList(0, 8).clear();
    copyRanges(worker("a"), 0, 8);
    assertThat(EventLoop.wait(led).copied()).isEqualTo(KEYS);
  }

  @Test
  void watchesWhetherOrdersAreRenewedByItsOwnClock() {
    Board board = board();
    loop.call(() -> board.write(board.ordersKey(), new Orders(7, false, 0).toBuffer()));
    var watch = new OrdersWatch(loop.vertx(), board, aheadNanos::get);

    loop.call(watch::look);
    assertThat(watch.goesOn()).isTrue();
    aheadNanos.addAndGet(OrdersWatch.LIFE.toNanos());
    loop.call(watch::look);
    assertThat(watch.goesOn()).isFalse();
    loop.call(() -> board.write(board.ordersKey(), new Orders(7, false, 0).toBuffer()));
    loop.call(watch::look);
    assertThat(watch.goesOn()).isTrue();
  }
}
