package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.verify.Difference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LadderTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  /** For tests that write all the time: a write may be under way while the machine stands still. */
  private static final LadderOptions QUIET_OUTLASTS_A_SLOW_MACHINE =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(400));

  private static final int KEYS = 500;

  private final EventLoop home = new EventLoop(); // the ladder's
  private final EventLoop loop = new EventLoop(); // the application's
  private final MemorySides sides = new MemorySides();
  private final MemoryStore.Server control = new MemoryStore.Server();
  private Ladder ladder;
  private Router router;

  @BeforeEach
  void begin() {
    for (int i = 0; i < KEYS; i++) {
      sides.data(Side.OLD).entries().put("k" + i, Entry.of(Buffer.buffer("v" + i), 0));
    }
    open();
  }

  private void open() {
    open(OPTIONS);
  }

  private void open(LadderOptions options) {
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    options,
                    sides,
                    new MemoryStore(home.vertx(), control, "control"),
                    HybridClock.system()));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  private void openAnew(LadderOptions options) {
    EventLoop.wait(ladder.close());
    loop.call(router::close);
    open(options);
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  private void walkTo(String step) {
    EventLoop.wait(ladder.walkTo(step));
    assertThat(status().step().id()).isEqualTo(step);
  }

  /** What readers of a side see. */
  private Map<String, String> seen(Side side) {
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

  @ParameterizedTest
  @ValueSource(strings = {"S1", "S2", "S3", "S4", "S5", "S6", "S7"})
  void walksToAnyStepAndBackAndForwardAgainUnderWritesAndReads(String turn) {
    openAnew(QUIET_OUTLASTS_A_SLOW_MACHINE);
    var traffic = new Traffic();
    traffic.start();

    walkTo(turn);
    walkTo("S0");
    walkTo(turn);
    walkTo("S0");

    Awaitility.await().until(() -> traffic.writes > 200);
    traffic.stop();
    assertThat(traffic.wrong).isEmpty();
    assertThat(seen(Side.OLD)).containsAllEntriesOf(traffic.expected());
  }

  @Test
  void holdsTheSameInBothStoresOnceTheyAreCompared() {
    walkTo("S3");

    assertThat(seen(Side.NEW)).isEqualTo(seen(Side.OLD)).hasSize(KEYS);
    assertThat(status().lastVerify())
        .hasValueSatisfying(report -> assertThat(report.isEqual()).isTrue());
  }

  @Test // race R9
  void bringsWhatWasWrittenToTheNewStoreAloneBackToTheOldOne() {
    walkTo("S7");
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      loop.call(() -> router.write(key, Buffer.buffer("new"), 0));
    }
    loop.call(() -> router.delete("k99"));

    walkTo("S0");

    assertThat(seen(Side.OLD)).containsEntry("k0", "new").containsEntry("k49", "new");
    assertThat(seen(Side.OLD)).doesNotContainKey("k99").hasSize(KEYS - 1);
  }

  @Test
  void copiesBackInTheBackgroundWhileTheNewStoreIsAlone() {
    walkTo("S7");
    loop.call(() -> router.write("k1", Buffer.buffer("new"), 0));

    Awaitility.await().until(() -> "new".equals(seen(Side.OLD).get("k1")));
    assertThat(status().step().id()).isEqualTo("S7");
  }

  @Test // race R23
  void copiesAnewWhenAnEarlierAttemptWasGivenUp() {
    walkTo("S2");
    walkTo("S3");
    walkTo("S0");
    sides.data(Side.OLD).entries().put("k7", Entry.of(Buffer.buffer("by the old system"), 0));
    sides.data(Side.OLD).entries().remove("k8");

    walkTo("S3");

    assertThat(seen(Side.NEW))
        .containsEntry("k7", "by the old system")
        .doesNotContainKey("k8")
        .isEqualTo(seen(Side.OLD));
  }

  @Test // race R10
  void goesOnFromTheStepItWasInAfterACrash() {
    walkTo("S5");
    loop.call(() -> router.write("k1", Buffer.buffer("before"), 0));

    open(); // another process; the first one is gone without a word

    assertThat(status().step().id()).isEqualTo("S5");
    assertThat(loop.call(() -> router.get("k1")).value().toString()).isEqualTo("before");
    walkTo("S7");
    walkTo("S0");
    assertThat(seen(Side.OLD)).containsEntry("k1", "before");
  }

  @Test // race R24
  void drainsTheJournalBeforeReadsMayMove() {
    walkTo("S3");
    sides.data(Side.NEW).takeDown();
    loop.call(() -> router.write("k1", Buffer.buffer("missed"), 0));
    Future<Void> walk = ladder.walkTo("S5");
    Awaitility.await().until(() -> status().waitingFor().contains("down"));
    assertThat(status().step().id()).isEqualTo("S3");

    sides.data(Side.NEW).heal();

    EventLoop.wait(walk);
    assertThat(seen(Side.NEW)).containsEntry("k1", "missed");
    assertThat(sides.server(Side.OLD, "dirty").entries()).isEmpty();
  }

  @Test
  void turnsRoundInTheMiddleOfACopy() {
    EventLoop.wait(ladder.throttle(50));
    Future<Void> up = ladder.walkTo("S7");
    Awaitility.await().until(() -> status().doing().startsWith("copy"));

    EventLoop.wait(ladder.walkTo("S0"));

    assertThat(up.isComplete()).isTrue();
    assertThat(status().step().id()).isEqualTo("S0");
  }

  @Test
  void pausesWithoutLosingItsPlace() {
    EventLoop.wait(ladder.throttle(2_000));
    Future<Void> walk = ladder.walkTo("S3");
    Awaitility.await().until(() -> status().progress().done() > 0);

    EventLoop.wait(ladder.pause());
    assertThat(status().paused()).isTrue();
    assertThat(status().nextCommand()).contains("resume");
    assertThat(walk.isComplete()).isFalse();
    EventLoop.wait(ladder.throttle(0));
    EventLoop.wait(ladder.resume());

    EventLoop.wait(walk);
    assertThat(status().step().id()).isEqualTo("S3");
  }

  @Test // race R16
  void standsStillWhenTheNewStoreRefusesAnEntryAndSaysWhich() {
    walkTo("S1");
    sides
        .data(Side.OLD)
        .entries()
        .put("large", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 0));

    assertThat(loop.failureOf(() -> ladder.walkTo("S7"))).hasMessageContaining("large");

    assertThat(status().step().id()).isEqualTo("S2");
    assertThat(status().deadLetters()).hasSize(1);
    sides.data(Side.OLD).entries().remove("large");
    walkTo("S7");
    assertThat(status().deadLetters()).isEmpty();
  }

  @Test
  void doesNotBeginWhatCannotFitAndSaysWhy() {
    sides
        .data(Side.OLD)
        .entries()
        .put("large", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 0));

    assertThat(loop.failureOf(() -> ladder.walkTo("S7")))
        .hasMessageContaining("preflight: 1 of 501 sampled entries")
        .hasMessageContaining("at most 16777216 bytes, that of large has 17825792");

    assertThat(status().step().id()).isEqualTo("S0");
    assertThat(status().failure()).contains("preflight").contains("large");
    assertThat(sides.data(Side.NEW).entries()).isEmpty();
    sides.data(Side.OLD).entries().remove("large");
    walkTo("S1");
  }

  @Test
  void stepsBackByItselfWhenComparedReadsDiffer() {
    walkTo("S3");
    sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));
    for (int i = 0; i < 3; i++) {
      loop.call(() -> router.get("k5"));
    }
    Awaitility.await().until(() -> status().divergent() > 0);

    assertThat(loop.failureOf(() -> ladder.walkTo("S4")))
        .hasMessageContaining("compared reads differ");

    assertThat(status().step().id()).isEqualTo("S2");
    assertThat(status().goal().id()).isEqualTo("S2");
    assertThat(status().failure()).contains("differ").contains("stepped back from S3 to S2");
  }

  @Test
  void comparesOnDemandAndMendsWhenAsked() {
    walkTo("S3");
    sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));

    assertThat(EventLoop.wait(ladder.verify(false)).countByDifference())
        .containsEntry(Difference.VALUE, 1L);
    assertThat(EventLoop.wait(ladder.verify(true)).repaired()).isEqualTo(1);
    assertThat(EventLoop.wait(ladder.verify(false)).isEqual()).isTrue();
  }

  @Test
  void comparesOnceAtATime() {
    walkTo("S3");
    Promise<Void> scanning = Promise.promise();
    sides
        .data(Side.NEW)
        .setFault(op -> op.equals("scan") ? scanning.future() : Future.succeededFuture());
    Future<?> first = ladder.verify(false);

    assertThat(loop.failureOf(() -> ladder.verify(false))).hasMessageContaining("a comparison");

    scanning.complete();
    EventLoop.wait(first);
  }

  @Test
  void refusesToCompareWhereOnlyOneStoreIsWritten() {
    assertThat(loop.failureOf(() -> ladder.verify(false))).hasMessageContaining("S0");
  }

  @Test
  void completesOnlyFromTheTopAndOnlyWithItsName() {
    assertThat(loop.failureOf(() -> ladder.complete("profiles"))).hasMessageContaining("S7");
    walkTo("S7");
    assertThat(loop.failureOf(() -> ladder.complete("yes"))).hasMessageContaining("profiles");
    assertThat(loop.failureOf(() -> ladder.walkTo("S8"))).hasMessageContaining("complete");

    EventLoop.wait(ladder.complete("profiles"));

    assertThat(status().step().id()).isEqualTo("S8");
    assertThat(sides.data(Side.OLD).entries()).isEmpty();
    assertThat(seen(Side.NEW)).hasSize(KEYS);
    assertThat(loop.failureOf(() -> ladder.walkTo("S0"))).hasMessageContaining("S8");
  }

  @Test
  void keepsTheOldStoreWhenAWalkBackOvertakesItsCompletion() {
    walkTo("S7");
    control.takeDown();
    Future<Void> completion = ladder.complete("profiles");
    Awaitility.await().until(() -> status().waitingFor().contains("record"));
    Future<Void> walk = ladder.walkTo("S0");
    control.heal();

    assertThat(loop.failureOf(() -> completion)).hasMessageContaining("given up");

    EventLoop.wait(walk);
    assertThat(status().step().id()).isEqualTo("S0");
    assertThat(seen(Side.OLD)).hasSize(KEYS);
  }

  @Test
  void doesNotLeaveTheLastStepWhenAWalkBackComesWhileItIsWrittenDown() {
    walkTo("S7");
    Promise<Void> writing = Promise.promise();
    Promise<Void> begun = Promise.promise();
    control.setFault(
        op -> {
          begun.tryComplete();
          return writing.future();
        });
    Future<Void> completion = ladder.complete("profiles");
    EventLoop.wait(begun.future());
    Future<Void> walk = ladder.walkTo("S0");
    assertThat(status().goal().id()).isEqualTo("S0");
    writing.complete();

    assertThat(loop.failureOf(() -> walk)).hasMessageContaining("S8");

    EventLoop.wait(completion);
    assertThat(status().step().id()).isEqualTo("S8");
    assertThat(seen(Side.OLD)).isEmpty();
    assertThat(seen(Side.NEW)).hasSize(KEYS);
  }

  @Test
  void turnsRoundAndClosesWhileAStepIsHeld() {
    EventLoop.wait(ladder.close());
    open(new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofHours(1), OPTIONS.quiet()));
    ladder.walkTo("S7");
    Awaitility.await().until(() -> status().waitingFor().contains("to be held"));

    walkTo("S1");

    ladder.walkTo("S7");
    Awaitility.await().until(() -> status().waitingFor().contains("to be held"));
    EventLoop.wait(ladder.close());
  }

  @Test // race R5
  void comparesAgainAfterAWriteOfWhichNeitherStoreNorJournalIsSure() {
    walkTo("S3");
    sides.data(Side.NEW).takeDown();
    sides.server(Side.OLD, "dirty").takeDown();
    loop.failureOf(() -> router.write("k1", Buffer.buffer("seen in old"), 0));
    assertThat(seen(Side.OLD)).containsEntry("k1", "seen in old");
    sides.heal(Side.OLD);
    sides.heal(Side.NEW);

    walkTo("S5");

    assertThat(loop.call(() -> router.get("k1")).value().toString()).isEqualTo("seen in old");
  }

  @Test
  void comparesAndMendsAllKeysBeforeItGoesOnAfterComparedReadsDiffered() {
    walkTo("S3");
    sides.data(Side.NEW).entries().put("k5", Entry.of(Buffer.buffer("wrong"), 99));
    for (int i = 0; i < 3; i++) {
      loop.call(() -> router.get("k5"));
    }
    Awaitility.await().until(() -> status().divergent() > 0);
    loop.failureOf(() -> ladder.walkTo("S5"));

    walkTo("S5");

    assertThat(loop.call(() -> router.get("k5")).value().toString()).isEqualTo("v5");
  }

  @Test // race R10
  void takesTheStepThatIsWrittenDownBeforeItGoesOnFromIt() {
    walkTo("S7");
    EventLoop.wait(ladder.close());
    loop.call(router::close);
    open();
    // once it has copied back, the ladder's jobs have opened both stores, the router only the new
    loop.call(() -> router.write("k1", Buffer.buffer("new"), 0));
    Awaitility.await().until(() -> "new".equals(seen(Side.OLD).get("k1")));
    Promise<Void> opening = Promise.promise();
    sides
        .data(Side.OLD)
        .setFault(op -> op.equals("estimate") ? opening.future() : Future.succeededFuture());
    Future<Void> walk = ladder.walkTo("S6");
    Awaitility.await().until(() -> status().step().id().equals("S6"));
    Future<Void> again = ladder.walkTo("S6");
    EventLoop.wait(ladder.status());
    opening.fail("cannot be opened");
    loop.failureOf(() -> walk);
    loop.failureOf(() -> again);
    sides.heal(Side.OLD);

    walkTo("S6");

    loop.call(() -> router.write("k2", Buffer.buffer("in both"), 0));
    assertThat(seen(Side.OLD)).containsEntry("k2", "in both");
  }

  @Test
  void closesAfterAStoreThatCouldNotBeOpened() {
    sides.takeDown(Side.NEW);
    ladder.walkTo("S1");
    Awaitility.await().until(() -> status().waitingFor().contains("both stores"));

    EventLoop.wait(ladder.close());
  }

  @Test
  void waitsForANewStoreThatIsNotThereYet() {
    sides.takeDown(Side.NEW);
    Future<Void> walk = ladder.walkTo("S1");
    Awaitility.await().until(() -> status().waitingFor().contains("both stores"));
    loop.call(() -> router.write("k1", Buffer.buffer("goes on"), 0));

    sides.heal(Side.NEW);

    EventLoop.wait(walk);
    assertThat(seen(Side.OLD)).containsEntry("k1", "goes on");
  }

  /** Readers and writers that go on all the time and know what they must find. */
  private final class Traffic {

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> wrong = new ConcurrentHashMap<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Random random = new Random(17);
    private volatile int writes;
    private Future<Void> ended = Future.succeededFuture();

    void start() {
      ended = loop.begin(() -> io.laminar.migration.scan.Loop.until(this::round));
    }

    void stop() {
      running.set(false);
      EventLoop.wait(ended);
    }

    Map<String, String> expected() {
      var expected = new TreeMap<>(acknowledged);
      expected.values().removeIf(String::isEmpty);
      return expected;
    }

    private Future<Boolean> round() {
      String key = "k" + random.nextInt(40);
      Supplier<Future<Void>> write =
          random.nextInt(5) == 0
              ? () -> delete(key)
              : () -> write(key, "w" + (writes = writes + 1));
      return write.get().compose(written -> read(key)).map(read -> !running.get());
    }

    private Future<Void> write(String key, String text) {
      return router
          .write(key, Buffer.buffer(text), 0)
          .onSuccess(done -> acknowledged.put(key, text));
    }

    private Future<Void> delete(String key) {
      return router.delete(key).onSuccess(done -> acknowledged.put(key, ""));
    }

    private Future<Void> read(String key) {
      return router
          .get(key)
          .onSuccess(
              entry -> {
                String text =
                    entry.isLive(System.currentTimeMillis()) ? entry.value().toString() : "";
                if (!text.equals(acknowledged.get(key))) {
                  wrong.put(key, "read \"" + text + "\" after " + acknowledged.get(key));
                }
              })
          .mapEmpty();
    }
  }
}
