package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. An adapter is right when it passes this on its real server. */
public abstract class StoreContract {

  private static final long NOW_VERSION = HybridClock.atMicros(System.currentTimeMillis() * 1_000);

  protected EventLoop loop;
  protected Store store;

  /** Opens a connection to an empty store; every call within a test opens the same data. */
  protected abstract Future<Store> open(Vertx vertx);

  /** Puts a bare value where an old system would have left it, without the kit. */
  protected abstract void plantLegacy(String key, Buffer value);

  @BeforeEach
  final void openStore() {
    loop = new EventLoop();
    store = loop.call(() -> open(loop.vertx()));
  }

  @AfterEach
  final void closeStore() {
    if (store != null) {
      loop.call(store::close);
    }
    loop.close();
  }

  @Test
  void answersAbsentForAKeyThatWasNeverWritten() {
    assertThat(get("nobody")).isEqualTo(Entry.ABSENT);
  }

  @Test
  void givesBackWhatWasWritten() {
    assertThat(put("k", value("v", 7))).isTrue();

    assertThat(get("k")).isEqualTo(value("v", 7));
    assertThat(getAll("k")).containsExactly(value("v", 7));
  }

  @Test
  void keepsTheNewerValueWhateverOrderTheyArriveIn() {
    put("k", value("newer", 9));

    assertThat(put("k", value("older", 8))).isFalse();
    assertThat(get("k")).isEqualTo(value("newer", 9));
  }

  @Test
  void changesNothingForAnEqualVersion() {
    put("k", value("first", 7));

    assertThat(put("k", value("second", 7))).isFalse();
    assertThat(get("k")).isEqualTo(value("first", 7));
  }

  @Test
  void comparesVersionsInAllTheirBits() {
    long version = NOW_VERSION + 1;
    put("k", value("higher", version));

    assertThat(put("k", value("lower by one", version - 1))).isFalse();
    assertThat(put("k", value("higher by one", version + 1))).isTrue();
    assertThat(get("k").version()).isEqualTo(version + 1);
  }

  @Test
  void keepsTheHighestOfAHundredConcurrentWriters() {
    List<Integer> order = new ArrayList<>(IntStream.rangeClosed(1, 100).boxed().toList());
    Collections.shuffle(order, new Random(42));
    Store second = loop.call(() -> open(loop.vertx()));

    loop.call(
        () -> {
          List<Future<Boolean>> puts = new ArrayList<>();
          order.forEach(
              i -> puts.add((i % 2 == 0 ? store : second).putIfNewer("k", value("w" + i, i))));
          return Future.all(puts);
        });

    assertThat(get("k")).isEqualTo(value("w100", 100));
    loop.call(second::close);
  }

  @Test
  void answersEachPutOfABatchInItsOrder() {
    put("b", value("there", 5));

    List<Boolean> written =
        loop.call(
            () ->
                store.putAllIfNewer(
                    List.of(
                        new KeyedEntry("c", value("new", 1)),
                        new KeyedEntry("b", value("older", 4)),
                        new KeyedEntry("a", value("new", 1)),
                        new KeyedEntry("b", value("newer", 6)))));

    assertThat(written).containsExactly(true, false, true, true);
    assertThat(getAll("a", "b", "c"))
        .containsExactly(value("new", 1), value("newer", 6), value("new", 1));
  }

  @Test
  void takesABatchOfNothing() {
    assertThat(loop.call(() -> store.putAllIfNewer(List.of()))).isEmpty();
    assertThat(loop.call(() -> store.getAll(List.of()))).isEmpty();
  }

  @Test
  void decidesOnEachOfManyOfWhichSomeAreThere() {
    put("many3", value("live", 9));
    put("many150", value("old", 1));

    List<Boolean> written = loop.call(() -> store.putAllIfNewer(many(200, 5)));

    assertThat(written).hasSize(200);
    assertThat(written.indexOf(false)).isEqualTo(3);
    assertThat(written.lastIndexOf(false)).isEqualTo(3);
    assertThat(get("many2")).isEqualTo(value("v2", 5));
    assertThat(get("many3")).isEqualTo(value("live", 9));
    assertThat(get("many150")).isEqualTo(value("v150", 5));
    assertThat(loop.call(() -> store.putAllIfNewer(many(200, 5)))).containsOnly(false);
    assertThat(loop.call(() -> store.putAllIfNewer(many(200, 10)))).containsOnly(true);
  }

  @Test
  void keepsTheNewestOfAKeyThatIsGivenTwiceAmongMany() {
    List<KeyedEntry> entries = new ArrayList<>(many(100, 5));
    entries.add(0, new KeyedEntry("twice", value("newer", 7)));
    entries.add(new KeyedEntry("twice", value("older", 6)));

    loop.call(() -> store.putAllIfNewer(entries));

    assertThat(get("twice")).isEqualTo(value("newer", 7));
  }

  private static List<KeyedEntry> many(int count, long version) {
    List<KeyedEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new KeyedEntry("many" + i, value("v" + i, version)));
    }
    return entries;
  }

  @Test
  void remembersADeleteAsATombstone() {
    put("k", value("v", 7));

    assertThat(put("k", Entry.tombstone(8))).isTrue();
    assertThat(get("k")).isEqualTo(Entry.tombstone(8));
  }

  @Test // race R3
  void refusesToBringADeletedKeyBackFromAnOlderCopy() {
    put("k", Entry.tombstone(8));

    assertThat(put("k", value("copied", 7))).isFalse();
    assertThat(get("k").tombstone()).isTrue();
    assertThat(put("k", value("written again", 9))).isTrue();
    assertThat(get("k")).isEqualTo(value("written again", 9));
  }

  @Test // race R1
  void letsALiveWriteBeatACopyThatWasReadBefore() {
    Entry copied = value("as it was when the copier read it", 5);
    put("k", value("live", 6));

    assertThat(put("k", copied)).isFalse();
    assertThat(get("k")).isEqualTo(value("live", 6));
  }

  @Test
  void hidesAnEntryOnceItHasExpired() {
    long expiresAt = writeWhatSoonExpires();
    Entry seen = getAll("k").get(0);
    boolean inTime = System.currentTimeMillis() < expiresAt;

    assertThat(seen.expiresAt()).isEqualTo(inTime ? expiresAt : seen.expiresAt());
    Awaitility.await().until(() -> !get("k").isPresent());
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(expiresAt - 1);
    assertThat(scanAll(0)).doesNotContainKey("k");
  }

  /** When it expires; a machine that stood still meanwhile has it written again. */
  private long writeWhatSoonExpires() {
    for (long version = 7; ; version++) {
      long expiresAt = System.currentTimeMillis() + 300;
      put("k", Entry.of(Buffer.buffer("v"), version, expiresAt));
      if (System.currentTimeMillis() < expiresAt) {
        return expiresAt;
      }
    }
  }

  @Test // race R4
  void doesNotShowAnEntryThatExpiredOnItsWay() {
    put("k", value("older", 5));

    put("k", Entry.of(Buffer.buffer("v"), 7, System.currentTimeMillis() - 1));

    assertThat(get("k").isLive(System.currentTimeMillis())).isFalse();
    assertThat(put("k", value("copied late", 6))).isFalse();
  }

  @Test // race R4
  void keepsAnAbsoluteExpiryOfMoreThanThirtyDays() {
    long expiresAt = System.currentTimeMillis() + 31L * 24 * 3_600_000;
    put("k", Entry.of(Buffer.buffer("v"), 7, expiresAt));

    assertThat(getAll("k")).containsExactly(Entry.of(Buffer.buffer("v"), 7, expiresAt));
  }

  @Test
  void givesManyEntriesInTheOrderOfTheirKeys() {
    put("a", value("1", 1));
    put("c", value("3", 1));

    assertThat(getAll("c", "b", "a", "c"))
        .containsExactly(value("3", 1), Entry.ABSENT, value("1", 1), value("3", 1));
  }

  @Test
  void joinsLookUpsOfOneTickWithoutMixingTheirAnswers() {
    for (int i = 0; i < 100; i++) {
      put("k" + i, value("v" + i, i + 1));
    }

    List<Entry> entries =
        loop.call(
            () -> {
              List<Future<Entry>> gets = new ArrayList<>();
              IntStream.range(0, 1_000).forEach(i -> gets.add(store.get("k" + i % 101)));
              return Future.all(gets).map(all -> all.<Entry>list());
            });

    for (int i = 0; i < entries.size(); i++) {
      int key = i % 101;
      assertThat(entries.get(i)).isEqualTo(key == 100 ? Entry.ABSENT : value("v" + key, key + 1));
    }
  }

  @Test
  void completesOnTheContextItWasOpenedOn() {
    Context where = loop.call(() -> store.get("k").map(entry -> Vertx.currentContext()));
    Context whereAfterPut =
        loop.call(() -> store.putIfNewer("k", value("v", 1)).map(put -> Vertx.currentContext()));

    assertThat(where).isSameAs(loop.context());
    assertThat(whereAfterPut).isSameAs(loop.context());
  }

  @Test // race R21
  void holdsEveryLegalKey() {
    List<String> keys =
        List.of(
            "a",
            "~",
            "!",
            "*?[x]\\",
            "user:42/profile#2026-11-23",
            "';DROP/**/TABLE/**/x;--",
            "{tag}key",
            "ключ",
            "鍵",
            "🔑",
            "k".repeat(200));
    keys.forEach(key -> assertThat(put(key, value(key, 3))).as(key).isTrue());

    keys.forEach(key -> assertThat(get(key)).as(key).isEqualTo(value(key, 3)));
    assertThat(scanAll(0).keySet()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test // race R21
  void refusesIllegalKeysBeforeAnythingIsSent() {
    for (String key : List.of("", "a b", "a\nb", "a\u0000b", "k".repeat(251), "\ud800")) {
      assertThat(loop.failureOf(() -> store.get(key)))
          .as("get " + key)
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(loop.failureOf(() -> store.putIfNewer(key, value("v", 1))))
          .as("put " + key)
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(loop.failureOf(() -> store.getAll(List.of("fine", key))))
          .as("getAll " + key)
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(loop.failureOf(() -> store.purge(key, 1)))
          .as("purge " + key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test // race R21
  void holdsEmptyAndBinaryAndLargeValues() {
    byte[] large = new byte[Math.min(900_000, store.capabilities().maxValueBytes())];
    new Random(7).nextBytes(large);
    List<Buffer> values =
        List.of(
            Buffer.buffer(),
            Buffer.buffer(new byte[] {0, -1, (byte) 0xC1, 0x4C, 10, 13}),
            Buffer.buffer("{\"json\":true}"),
            Buffer.buffer(large));

    for (int i = 0; i < values.size(); i++) {
      put("k" + i, Entry.of(values.get(i), 5));
      assertThat(get("k" + i)).isEqualTo(Entry.of(values.get(i), 5));
    }
  }

  @Test // race R21
  void refusesAValueThatIsTooLargeBeforeItIsSent() {
    Entry tooLarge = Entry.of(Buffer.buffer(new byte[store.capabilities().maxValueBytes() + 1]), 5);

    assertThat(loop.failureOf(() -> store.putIfNewer("k", tooLarge)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + store.capabilities().maxValueBytes());
    assertThat(loop.failureOf(() -> store.compareAndSet("k", Entry.ABSENT, tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(get("k")).isEqualTo(Entry.ABSENT);
  }

  @Test
  void readsWhatAnOldSystemLeftAsOlderThanAnything() {
    plantLegacy("k", Buffer.buffer("{\"id\":1}"));

    assertThat(get("k")).isEqualTo(Entry.of(Buffer.buffer("{\"id\":1}"), Entry.LEGACY_VERSION));
    assertThat(put("k", value("{\"id\":2}", 1))).isTrue();
    assertThat(get("k")).isEqualTo(value("{\"id\":2}", 1));
  }

  @Test
  void purgesOnlyTheVersionItWasAskedTo() {
    put("k", value("v", 7));

    assertThat(loop.call(() -> store.purge("k", 6))).isFalse();
    assertThat(get("k")).isEqualTo(value("v", 7));
    assertThat(loop.call(() -> store.purge("k", 7))).isTrue();
    assertThat(get("k")).isEqualTo(Entry.ABSENT);
    assertThat(loop.call(() -> store.purge("k", 7))).isFalse();
  }

  @Test // race R20
  void comparesAndSetsOnlyWhatIsStillThere() {
    Entry first = value("first", 5);
    put("k", first);

    assertThat(compareAndSet("k", value("other bytes", 5), value("x", 9))).isFalse();
    assertThat(compareAndSet("k", value("first", 4), value("x", 9))).isFalse();
    assertThat(compareAndSet("k", Entry.ABSENT, value("x", 9))).isFalse();
    assertThat(get("k")).isEqualTo(first);
    assertThat(compareAndSet("k", first, value("second", 5))).as("version kept").isTrue();
    assertThat(get("k")).isEqualTo(value("second", 5));
    assertThat(compareAndSet("k", value("second", 5), Entry.tombstone(6))).isTrue();
    assertThat(get("k")).isEqualTo(Entry.tombstone(6));
    assertThat(compareAndSet("k", Entry.tombstone(6), value("third", 7))).isTrue();
    assertThat(get("k")).isEqualTo(value("third", 7));
  }

  @Test
  void comparesAndSetsWhereNothingIs() {
    assertThat(compareAndSet("k", value("v", 1), value("x", 2))).isFalse();
    assertThat(compareAndSet("k", Entry.ABSENT, value("v", 1))).isTrue();
    assertThat(get("k")).isEqualTo(value("v", 1));
  }

  @Test // race R20
  void comparesAndSetsWhatAnOldSystemLeft() {
    plantLegacy("k", Buffer.buffer("bare"));
    long expiresAt = System.currentTimeMillis() + 3_600_000;

    assertThat(compareAndSet("k", value("bear", 0), value("x", 3))).isFalse();
    assertThat(
            compareAndSet(
                "k", value("bare", 0), Entry.of(Buffer.buffer("converted"), 3, expiresAt)))
        .isTrue();
    assertThat(getAll("k")).containsExactly(Entry.of(Buffer.buffer("converted"), 3, expiresAt));
  }

  @Test
  void refusesToSetALowerVersion() {
    assertThat(loop.failureOf(() -> store.compareAndSet("k", value("v", 5), value("w", 4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5");
  }

  @Test // race R11
  void countsEachOperationOnceHoweverOftenAndConcurrentlyItIsSent() {
    Store second = loop.call(() -> open(loop.vertx()));

    loop.call(
        () -> {
          List<Future<Long>> adds = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            adds.add(store.add("counter", i, "operation-" + i, 100 + i));
            adds.add(second.add("counter", i, "operation-" + i, 100 + i));
          }
          return Future.all(adds);
        });

    assertThat(Counter.sumOf(get("counter"))).isEqualTo(190);
    assertThat(loop.call(() -> store.add("counter", 7, "operation-7", 500))).isEqualTo(190);
    assertThat(loop.call(() -> store.add("counter", -90, "back", 501))).isEqualTo(100);
    loop.call(second::close);
  }

  @Test
  void forgetsOperationsOnlyAfterItsWindow() {
    for (int i = 0; i < Counter.WINDOW; i++) {
      int operation = i;
      loop.call(() -> store.add("counter", 1, "operation-" + operation, 1));
    }

    assertThat(loop.call(() -> store.add("counter", 1, "operation-0", 1)))
        .isEqualTo(Counter.WINDOW);
    assertThat(get("counter").value().length()).isEqualTo((Counter.WINDOW + 1) * Long.BYTES);
  }

  @Test
  void saysWhatItsEngineCanDo() {
    Capabilities capabilities = store.capabilities();

    assertThat(capabilities.maxKeyBytes()).isGreaterThanOrEqualTo(200);
    assertThat(capabilities.maxValueBytes()).isGreaterThanOrEqualTo(300_000);
    for (Capabilities.Feature feature : Capabilities.Feature.values()) {
      assertThat(capabilities.of(feature).how()).isNotBlank();
    }
  }

  @Test
  void showsEveryEntryInAScanTombstonesIncluded() {
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 500; i++) {
      written.put("k" + i, i % 10 == 0 ? Entry.tombstone(i + 1) : value("v" + i, i + 1));
    }
    putMany(written);

    assertThat(scanAll(0)).isEqualTo(written);
  }

  @Test
  void mayLeaveOutEntriesBelowAVersionButNeverOthers() {
    var written = new TreeMap<String, Entry>();
    for (int i = 1; i <= 200; i++) {
      written.put("k" + i, value("v" + i, i));
    }
    putMany(written);

    TreeMap<String, Entry> since = scanAll(150);

    assertThat(since.keySet()).containsAll(keys(150, 200));
    assertThat(since).allSatisfy((key, entry) -> assertThat(entry).isEqualTo(written.get(key)));
  }

  @Test // race R14
  void showsEveryKeyThatExistedThroughoutAScanWhileTheStoreGrows() {
    var written = new TreeMap<String, Entry>();
    for (int i = 1; i <= 1_000; i++) {
      written.put("k" + i, value("v" + i, i));
    }
    putMany(written);
    Set<String> seen = new HashSet<>();
    var added = new int[1];

    for (String range : loop.call(() -> store.ranges(4))) {
      String cursor = "";
      do {
        String from = cursor;
        Store.Page page = loop.call(() -> store.scan(range, from, 0, 50));
        page.entries().forEach(keyed -> seen.add(keyed.key()));
        cursor = page.nextCursor();
        var more = new TreeMap<String, Entry>();
        for (int i = 0; i < 300 && added[0] < 20_000; i++) {
          more.put("n" + added[0]++, value("x", 1));
        }
        putMany(more);
      } while (!cursor.isEmpty());
    }

    assertThat(seen).containsAll(written.keySet());
  }

  @Test
  void goesOnWithAScanFromACursorOnAnotherConnection() {
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 300; i++) {
      written.put("k" + i, value("v" + i, 1));
    }
    putMany(written);
    Set<String> seen = new HashSet<>();

    for (String range : loop.call(() -> store.ranges(3))) {
      String cursor = "";
      do {
        String from = cursor;
        Store connection = loop.call(() -> open(loop.vertx()));
        Store.Page page = loop.call(() -> connection.scan(range, from, 0, 40));
        loop.call(connection::close);
        page.entries().forEach(keyed -> seen.add(keyed.key()));
        cursor = page.nextCursor();
      } while (!cursor.isEmpty());
    }

    assertThat(seen).isEqualTo(written.keySet());
  }

  @Test
  void estimatesItsSizeToWithinAFactorOfTwo() {
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 400; i++) {
      written.put("k" + i, value("v", 1));
    }
    putMany(written);

    assertThat(loop.call(() -> store.estimateSize())).isBetween(200L, 800L);
  }

  @Test
  void failsAfterItWasClosed() {
    Store other = loop.call(() -> open(loop.vertx()));
    loop.call(other::close);

    assertThat(loop.failureOf(() -> other.get("k"))).isInstanceOf(StoreException.class);
  }

  /** An entry that never expires. */
  protected static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  protected final Entry get(String key) {
    return loop.call(() -> store.get(key));
  }

  protected final List<Entry> getAll(String... keys) {
    return loop.call(() -> store.getAll(List.of(keys)));
  }

  protected final boolean put(String key, Entry entry) {
    return loop.call(() -> store.putIfNewer(key, entry));
  }

  protected final boolean compareAndSet(String key, Entry expected, Entry next) {
    return loop.call(() -> store.compareAndSet(key, expected, next));
  }

  protected final void putMany(TreeMap<String, Entry> entryByKey) {
    List<KeyedEntry> all = new ArrayList<>();
    entryByKey.forEach((key, entry) -> all.add(new KeyedEntry(key, entry)));
    assertThat(loop.call(() -> store.putAllIfNewer(all))).doesNotContain(false);
  }

  /** Everything that all ranges show. */
  protected final TreeMap<String, Entry> scanAll(long sinceVersion) {
    var seen = new TreeMap<String, Entry>();
    for (String range : loop.call(() -> store.ranges(3))) {
      String cursor = "";
      do {
        String from = cursor;
        Store.Page page = loop.call(() -> store.scan(range, from, sinceVersion, 70));
        page.entries().forEach(keyed -> seen.put(keyed.key(), keyed.entry()));
        cursor = page.nextCursor();
      } while (!cursor.isEmpty());
    }
    return seen;
  }

  private static List<String> keys(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "k" + i).toList();
  }
}
