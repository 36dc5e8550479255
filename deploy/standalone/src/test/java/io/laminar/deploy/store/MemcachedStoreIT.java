package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.memcached.MemcachedStore;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Kind;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract on a real Memcached, and what only Memcached can get wrong. */
class MemcachedStoreIT extends StoreContract {

  private static final String PREFIX = "contract:";

  private RawMemcached raw;

  /** How many keys a scan holds; the contract's scans need one dump with the default. */
  protected int scanWindow() {
    return MemcachedStore.DEFAULT_SCAN_WINDOW;
  }

  @Override
  protected final Future<Store> open(Vertx vertx) {
    if (raw == null) {
      raw = new RawMemcached(TestServers.memcached());
      raw.empty();
      raw.set("contractX:foreign", 0, bytes("not ours"));
    }
    return MemcachedStore.open(vertx, options(Format.ENVELOPE));
  }

  private MemcachedStore.Options options(Format format) {
    return new MemcachedStore.Options(
        TestServers.memcached(),
        PREFIX,
        format,
        Duration.ofSeconds(30),
        10_000,
        Duration.ofDays(7),
        scanWindow());
  }

  @AfterEach
  final void closeRaw() {
    if (raw != null) {
      raw.close();
    }
  }

  @Override
  protected final void plantLegacy(String key, Buffer value) {
    assertThat(raw.set(PREFIX + key, 0, value.getBytes())).isEqualTo("STORED");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Remaining life in seconds as the server sees it; −1 = for ever. */
  private long serversLife(String key) {
    String answer = raw.ask("mg " + PREFIX + key + " t");
    return Long.parseLong(answer.substring(answer.indexOf('t') + 1));
  }

  @Test
  void letsTheServerDropExpiredEntriesAndOldTombstonesItself() {
    put("value", Entry.of(Buffer.buffer("v"), 7, System.currentTimeMillis() + 60_000));
    put("deleted", Entry.tombstone(8));
    put("kept", value("v", 9));

    assertThat(serversLife("value")).isBetween(58L, 63L);
    assertThat(serversLife("deleted")).isBetween(7 * 86_400L - 3, 7 * 86_400L + 3);
    assertThat(serversLife("kept")).isEqualTo(-1);
    assertThat(loop.call(() -> store.sweep(10))).isZero();
  }

  @Test
  void hidesAnEntryAtItsMillisecondWhileTheServerStillHoldsIt() {
    long expiresAt = System.currentTimeMillis() + 40;
    put("k", Entry.of(Buffer.buffer("v"), 7, expiresAt));

    Awaitility.await().until(() -> System.currentTimeMillis() >= expiresAt);

    assertThat(get("k")).isEqualTo(Entry.ABSENT);
    assertThat(getAll("k")).containsExactly(Entry.ABSENT);
    assertThat(scanAll(0)).isEmpty();
    assertThat(raw.ask("mg " + PREFIX + "k t")).startsWith("HD");
    assertThat(compareAndSet("k", Entry.ABSENT, value("next", 8))).isTrue();
  }

  @Test // race R4
  void keepsAnEntryThatEndsAfterTheServersClock() {
    long in2100 = 4_102_444_800_123L;
    put("k", Entry.of(Buffer.buffer("v"), 7, in2100));

    assertThat(getAll("k")).containsExactly(Entry.of(Buffer.buffer("v"), 7, in2100));
    assertThat(serversLife("k")).isEqualTo(-1);
  }

  @Test // race R4
  void carriesTheExpiryOfABareValueToTheSecond() {
    long now = System.currentTimeMillis();
    raw.set(PREFIX + "short", 90, bytes("bare"));
    raw.set(PREFIX + "long", (int) (now / 1_000) + 40 * 86_400, bytes("bare"));

    assertThat(getAll("short").get(0).expiresAt()).isBetween(now + 88_000, now + 92_000);
    assertThat(getAll("long").get(0).expiresAt() - now)
        .isBetween(40L * 86_400_000 - 2_000, 40L * 86_400_000 + 2_000);
    assertThat(scanAll(0).get("short").expiresAt()).isBetween(now + 88_000, now + 92_000);
  }

  @Test
  void writesBareValuesInThePlainFormatAndDeletesThemWithoutATrace() {
    Store plain = loop.call(() -> MemcachedStore.open(loop.vertx(), options(Format.PLAIN)));

    loop.call(() -> plain.putIfNewer("k", Entry.of(Buffer.buffer("bare"), 7, expiryInAnHour())));
    assertThat(raw.list("get " + PREFIX + "k")).containsExactly("VALUE contract:k 0 4", "bare");
    assertThat(serversLife("k")).isBetween(3_595L, 3_602L);

    assertThat(loop.call(() -> plain.putIfNewer("k", Entry.tombstone(8)))).isTrue();
    assertThat(raw.list("get " + PREFIX + "k")).isEmpty();
    assertThat(loop.call(() -> plain.putIfNewer("k", Entry.tombstone(9)))).isTrue();
    assertThat(
            loop.failureOf(
                () -> plain.putIfNewer("k", Entry.of(Buffer.buffer("v"), 9, 4_102_444_800_000L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2038");
    loop.call(plain::close);
  }

  private static long expiryInAnHour() {
    return System.currentTimeMillis() + 3_600_000;
  }

  @Test // race R20
  void noticesAWriteThatRestoredTheSameBytes() {
    plantLegacy("k", Buffer.buffer("same"));
    String before = raw.ask("mg " + PREFIX + "k c");
    plantLegacy("k", Buffer.buffer("same"));

    assertThat(raw.ask("mg " + PREFIX + "k c")).isNotEqualTo(before);
    assertThat(compareAndSet("k", value("same", 0), value("converted", 3))).isTrue();
  }

  @Test // race R21
  void holdsTheLargestValueUnderTheLongestKey() {
    String key = "k".repeat(250 - PREFIX.length());
    int largest = store.capabilities().maxValueBytes();
    Entry entry = Entry.of(Buffer.buffer(new byte[largest]), 5, expiryInAnHour());

    assertThat(put(key, entry)).isTrue();

    assertThat(getAll(key)).containsExactly(entry);
    assertThat(scanAll(0)).containsOnlyKeys(key);
    assertThat(largest).isGreaterThan(1_000_000);
  }

  @Test
  void refusesToScanPastAKeyThatItCannotName() {
    put("fine", value("v", 1));
    raw.set(PREFIX + "latin-\u00e9", 0, bytes("v"));

    assertThat(loop.failureOf(() -> store.scan("0/1", "", 0, 10)))
        .hasMessageContaining("memcached://")
        .hasMessageContaining("contract:latin-%E9")
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void refusesACursorOrRangeOfAnotherStore() {
    assertThat(loop.failureOf(() -> store.scan("all", "", 0, 10)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(loop.failureOf(() -> store.scan("0/1", "17", 0, 10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test // race R14
  void waitsWhileTheServerIsBusyWithAnotherDump() {
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 400; i++) {
      written.put("k" + i, value("v" + i, 1));
    }
    putMany(written);
    raw.ask("lru_crawler sleep 20000"); // microseconds: a dump takes more than a second now
    try (var other = new RawMemcached(TestServers.memcached())) {
      var ended = new AtomicBoolean();
      var dump = new Thread(() -> ended.set(!other.dump().isEmpty()));
      dump.start();

      assertThat(scanAll(0)).isEqualTo(written);
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilTrue(ended);
    } finally {
      raw.ask("lru_crawler sleep 100");
    }
  }

  @Test
  void saysWhatItFakes() {
    assertThat(store.capabilities().engine()).startsWith("Memcached 1.").endsWith(", evicting");
    assertThat(store.capabilities().of(Feature.EXPIRY).kind()).isEqualTo(Kind.NATIVE);
    assertThat(store.capabilities().of(Feature.SCAN).kind()).isEqualTo(Kind.FAKED);
    assertThat(store.capabilities().of(Feature.SCAN).how()).contains("" + scanWindow());
    assertThat(store.capabilities().of(Feature.CHANGE_STREAM).kind()).isEqualTo(Kind.NONE);
  }
}
