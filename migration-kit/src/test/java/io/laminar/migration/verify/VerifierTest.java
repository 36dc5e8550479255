package io.laminar.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.RangedStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifierTest {

  private static final int KEYS = 5_000;

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server authority = new MemoryStore.Server();
  private final MemoryStore.Server other = new MemoryStore.Server();
  private final MemoryStore.Server checkpoints = new MemoryStore.Server();
  private final HybridClock clock = HybridClock.system();
  private final AtomicLong aheadMillis = new AtomicLong();
  private long millisPerLook;

  @BeforeEach
  void fillAlike() {
    for (int i = 0; i < KEYS; i++) {
      authority.entries().put("k" + i, value("v" + i, 10));
      other.entries().put("k" + i, value("v" + i, i % 2 == 0 ? 10 : 11));
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private VerifyReport verify(boolean repair) {
    return verify(repair, 100_000);
  }

  private VerifyReport verify(boolean repair, int maxHeld) {
    return verify(repair, maxHeld, new MemoryStore(loop.vertx(), other, "other"));
  }

  private VerifyReport verify(boolean repair, int maxHeld, Store there) {
    return EventLoop.wait(begin(repair, maxHeld, there, new Patience(loop.vertx())));
  }

  private Verifier.Place place(String plan) {
    return new Verifier.Place(
        new MemoryStore(loop.vertx(), checkpoints, "checkpoints"),
        clock,
        plan,
        "of-authority",
        "of-other");
  }

  private Future<VerifyReport> begin(boolean repair, int maxHeld, Store there, Patience patience) {
    return begin(repair, maxHeld, there, patience, "plan");
  }

  private Future<VerifyReport> begin(
      boolean repair, int maxHeld, Store there, Patience patience, String plan) {
    var parts =
        new Verifier.Parts(
            loop.vertx(),
            new Pace(loop.vertx(), 0, System::nanoTime),
            patience,
            () -> System.currentTimeMillis() + aheadMillis.addAndGet(millisPerLook));
    return loop.begin(
        () ->
            new Verifier(
                    parts,
                    new RangedStore(new MemoryStore(loop.vertx(), authority, "authority")),
                    there,
                    new Verifier.Options(3, 100, Duration.ofMillis(5), repair),
                    place(plan),
                    maxHeld)
                .run());
  }

  /** Tells which keys were looked up, and how often it was scanned to its end. */
  private static final class CountingStore extends ForwardingStore {

    private final List<String> lookedUp = new ArrayList<>();
    private int scans;

    CountingStore(Store store) {
      super(store);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      lookedUp.addAll(keys);
      return super.getAll(keys);
    }

    @Override
    public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
      return super.scan(range, cursor, sinceVersion, limit)
          .onSuccess(page -> scans += page.isLast() ? 1 : 0);
    }
  }

  @Test
  void findsNothingWhereReadersSeeTheSame() {
    authority.entries().put("deleted", Entry.tombstone(4));

    VerifyReport report = verify(false);

    assertThat(report.isEqual()).isTrue();
    assertThat(report.compared()).isEqualTo(KEYS);
  }

  @Test
  void countsEachKindOfDifferenceAndMendsThemAll() {
    other.entries().remove("k1");
    other.entries().put("k2", value("stale", 9));
    other.entries().put("k3", value("unacknowledged", 20));
    other.entries().put("extra", value("x", 3));
    authority.entries().put("k4", Entry.tombstone(30));
    other
        .entries()
        .put("k5", Entry.of(Buffer.buffer("v5"), 10, System.currentTimeMillis() + 3_600_000));

    VerifyReport report = verify(true);

    assertThat(report.countByDifference())
        .containsEntry(Difference.MISSING, 1L)
        .containsEntry(Difference.OLDER, 1L)
        .containsEntry(Difference.NEWER, 1L)
        .containsEntry(Difference.EXTRA, 2L)
        .containsEntry(Difference.TTL, 1L);
    assertThat(report.repaired()).isEqualTo(6);
    assertThat(verify(false).isEqual()).isTrue();
  }

  @Test
  void looksCloselyOnlyAtTheKeysWhoseBucketsDiffer() {
    other.entries().put("k2", value("stale", 9));
    other.entries().remove("k3");
    var counting = new CountingStore(new MemoryStore(loop.vertx(), other, "other"));

    VerifyReport report = verify(false, 100_000, counting);

    assertThat(report.suspected()).isEqualTo(2);
    assertThat(report.examples()).containsExactlyInAnyOrder("k2", "k3");
    Set<String> both = Set.of("k2", "k3");
    assertThat(counting.lookedUp.stream().filter(both::contains))
        .as("beside the scan, and three looks")
        .hasSize(2 * 4);
    assertThat(counting.lookedUp.stream().filter(key -> !both.contains(key)).distinct())
        .as("others of the same two buckets")
        .hasSizeLessThan(10);
  }

  @Test
  void scansOnceMoreHoweverManyBucketsDiffer() {
    for (int i = 0; i < KEYS; i += 5) {
      other.entries().put("k" + i, value("stale", 9));
    }
    var counting = new CountingStore(new MemoryStore(loop.vertx(), other, "other"));

    VerifyReport report = verify(true, 1_000, counting);

    assertThat(report.countByDifference()).containsEntry(Difference.OLDER, 1_000L);
    assertThat(report.repaired()).isEqualTo(1_000);
    assertThat(counting.scans).isEqualTo(2);
  }

  @Test // race R22
  void findsTheLostKeyBehindMoreKeysInFluxThanItMayHoldInMemory() {
    for (int i = 0; i < 2_000; i++) {
      authority.entries().put("on-its-way" + i, value("v", 10));
    }
    authority.entries().put("zz-lost", value("v", 10)); // last in a scan
    other.setFault(
        operation -> {
          if (operation.equals("get")) { // once the scans have seen none of them
            authority.entries().subMap("on", "oz").forEach(other.entries()::putIfAbsent);
          }
          return Future.succeededFuture();
        });

    VerifyReport report = verify(false, 100);

    assertThat(report.examples()).containsExactly("zz-lost");
    assertThat(report.countByDifference()).containsEntry(Difference.MISSING, 1L);
  }

  @Test // race R22
  void takesAKeyThatIsWrittenAtEachLookForNoDifference() {
    var version = new AtomicLong(100);
    other.setFault(
        operation -> {
          if (operation.equals("get")) { // the other store is always one write behind
            long now = version.incrementAndGet();
            authority.entries().put("k1", value("v" + now, now));
            other.entries().put("k1", value("v" + (now - 1), now - 1));
          }
          return Future.succeededFuture();
        });
    other.entries().put("k1", value("before", 99));

    assertThat(verify(false).isEqual()).isTrue();
  }

  @Test
  void endsEarlyWhenItFindsMoreDifferencesThanItMayHold() {
    other.entries().clear();

    VerifyReport report = verify(false, 100);

    assertThat(report.divergent()).isBetween(100L, 3 * 200L);
  }

  @Test // race R22
  void reportsExactlyTheInjectedDifferencesWhileBothStoresAreWritten() {
    var random = new Random(5);
    var running = new AtomicBoolean(true);
    for (int i = 0; i < 7; i++) {
      other.entries().put("k" + i, value("injected", 10));
    }
    loop.context().runOnContext(here -> writeBoth(random, running, 100));

    VerifyReport report = verify(false);

    running.set(false);
    assertThat(report.divergent()).isEqualTo(7);
    assertThat(report.examples()).allMatch(key -> key.matches("k[0-6]"));
  }

  /** Writes a key here, and there some ticks later, as a dual write does. */
  private void writeBoth(Random random, AtomicBoolean running, long version) {
    if (!running.get()) {
      return;
    }
    String key = "k" + (7 + random.nextInt(KEYS - 7));
    Entry written = value("w" + version, version);
    authority.entries().put(key, written);
    loop.vertx()
        .timer(1)
        .onSuccess(
            later -> {
              other.entries().put(key, written);
              loop.context().runOnContext(next -> writeBoth(random, running, version + 1));
            });
  }

  /** A comparison that ends, as its process does, at some page of the other store. */
  private CountingStore interruptAtPage(int pages, String plan) {
    millisPerLook = 4_000; // so that each page is noted
    var seen = new int[1];
    Promise<Void> never = Promise.promise();
    other.setFault(
        operation ->
            operation.equals("scan") && seen[0]++ == pages
                ? never.future()
                : Future.succeededFuture());
    var counting = new CountingStore(new MemoryStore(loop.vertx(), other, "other"));
    Future<VerifyReport> first = begin(true, 100_000, counting, new Patience(loop.vertx()), plan);
    Awaitility.await().until(() -> seen[0] > pages || first.isComplete());
    other.heal();
    millisPerLook = 0;
    return counting;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20, 49, 50, 51, 60, 99, 100})
  void goesOnFromWhatWasSummedUpAndFindsWhatWasHalfWritten(int pages) {
    other.entries().put("k2", value("stale", 9));
    interruptAtPage(pages, "plan");

    authority.entries().put("k7", value("acknowledged", clock.next()));
    other.entries().put("k9", value("not acknowledged", clock.next()));
    authority.entries().put("k11", Entry.tombstone(clock.next()));
    VerifyReport report = verify(true);

    assertThat(report.countByDifference().get(Difference.OLDER)).isBetween(1L, 2L);
    assertThat(report.countByDifference()).containsEntry(Difference.NEWER, 1L);
    assertThat(report.countByDifference()).containsEntry(Difference.EXTRA, 1L);
    assertThat(verify(false).isEqual()).isTrue();
    assertThat(checkpoints.entries().values()).allMatch(Entry::tombstone);
  }

  @Test
  void readsNoPageAgainThatWasSummedUp() {
    interruptAtPage(20, "plan");
    var pages = new int[1];
    other.setFault(
        operation -> {
          pages[0] += operation.equals("scan") ? 1 : 0;
          return Future.succeededFuture();
        });

    assertThat(verify(false).isEqual()).isTrue();

    int each = KEYS / 100;
    assertThat(pages[0])
        .as("the rest, and all once more for what was written meanwhile")
        .isBetween(2 * each - 21, 2 * each - 18);
  }

  @Test
  void beginsAnewWhenThePlanIsAnother() {
    interruptAtPage(20, "another plan");
    other.entries().remove("k1"); // nothing tells that it was there

    assertThat(verify(false).examples()).containsExactly("k1");
  }

  @Test
  void beginsAnewWhenWhatWasSummedUpIsNoLongerTrue() {
    interruptAtPage(60, "plan");
    other.entries().remove("k1");
    loop.call(() -> Verifier.forget(place("plan"), new Patience(loop.vertx())));

    assertThat(verify(false).examples()).containsExactly("k1");
  }

  @Test
  void waitsForAStoreThatIsAway() {
    var failures = new int[1];
    other.setFault(
        operation ->
            operation.equals("scan") && failures[0]++ < 2
                ? Future.failedFuture(
                    new io.laminar.migration.store.StoreException(
                        io.laminar.migration.store.StoreException.Kind.LATE,
                        "other",
                        operation,
                        "late",
                        null))
                : Future.succeededFuture());

    assertThat(verify(false).isEqual()).isTrue();
  }
}
