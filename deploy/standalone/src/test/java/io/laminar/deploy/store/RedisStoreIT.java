package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on a real Redis, and what only Redis can get wrong. */
final class RedisStoreIT extends StoreContract {

  private static final String URI = TestServers.redis() + "/9";
  private static final String PREFIX = "contract[*]:"; // a prefix that looks like a pattern

  private RedisLink raw;

  @Override
  protected Future<Store> open(Vertx vertx) {
    Future<Void> emptied =
        store != null
            ? Future.succeededFuture() // a second connection within a test
            : RedisLink.connected(vertx, URI, Duration.ofSeconds(30), 1_000)
                .compose(
                    link -> {
                      raw = link;
                      return link.send("empty", Request.cmd(Command.FLUSHDB)).mapEmpty();
                    });
    return emptied.compose(done -> RedisStore.open(vertx, options(Format.ENVELOPE)));
  }

  private static RedisStore.Options options(Format format) {
    return new RedisStore.Options(
        URI, PREFIX, format, Duration.ofSeconds(30), 10_000, Duration.ofDays(7));
  }

  @BeforeEach
  void plantForeignKeys() {
    redis(Request.cmd(Command.SET).arg("contractX:foreign").arg("not ours"));
    redis(Request.cmd(Command.LPUSH).arg(PREFIX + "list").arg("not a string"));
  }

  @AfterEach
  void closeLink() {
    loop.call(raw::close);
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    redis(Request.cmd(Command.SET).arg(PREFIX + key).arg(value));
  }

  private Response redis(Request request) {
    return loop.call(() -> raw.send("test", request));
  }

  @Test
  void letsRedisRemoveExpiredEntriesAndOldTombstonesItself() {
    long expiresAt = System.currentTimeMillis() + 60_000;
    put("value", Entry.of(Buffer.buffer("v"), 7, expiresAt));
    put("deleted", Entry.tombstone(8));

    assertThat(redis(Request.cmd(Command.PTTL).arg(PREFIX + "value")).toLong())
        .isBetween(50_000L, 60_000L);
    assertThat(redis(Request.cmd(Command.TTL).arg(PREFIX + "deleted")).toLong())
        .isBetween(7 * 86_400L - 60, 7 * 86_400L);
  }

  @Test
  void carriesTheExpiryOfABareValue() {
    plantLegacy("k", Buffer.buffer("bare"));
    redis(Request.cmd(Command.PEXPIRE).arg(PREFIX + "k").arg(90_000));

    assertThat(getAll("k").get(0).expiresAt())
        .isBetween(System.currentTimeMillis() + 80_000, System.currentTimeMillis() + 90_000);
  }

  @Test
  void tellsTheExpiryOfABareValueByTheServersClockHoweverLongTheAnswerTakes() {
    long expiresAt = System.currentTimeMillis() + 90_000;
    plantLegacy("k", Buffer.buffer("bare"));
    redis(Request.cmd(Command.PEXPIREAT).arg(PREFIX + "k").arg(expiresAt));
    try (var proxy = new SlowProxy(java.net.URI.create(URI).getPort())) {
      Store far = loop.call(() -> RedisStore.open(loop.vertx(), throughPort(proxy.port())));
      proxy.delayReplies(Duration.ofSeconds(2));

      Entry bare = loop.call(() -> far.getAll(List.of("k"))).get(0);

      assertThat(bare.expiresAt()).isBetween(expiresAt - 1, expiresAt + 1_000);
      proxy.delayReplies(Duration.ZERO);
      loop.call(far::close);
    }
  }

  @Test
  void neverSaysOfABareValueAboutToEndThatItNeverDoes() {
    for (int i = 0; i < 50; i++) {
      String key = "ending" + i;
      plantLegacy(key, Buffer.buffer("bare"));
      long expiresAt = System.currentTimeMillis() + 3;
      redis(Request.cmd(Command.PEXPIREAT).arg(PREFIX + key).arg(expiresAt));
      List<Entry> seen = getAll(Collections.nCopies(300, key).toArray(String[]::new));

      assertThat(seen).allSatisfy(entry -> assertThat(isEndless(entry)).isFalse());
    }
  }

  private static RedisStore.Options throughPort(int port) {
    return new RedisStore.Options(
        "redis://127.0.0.1:" + port + "/9",
        PREFIX,
        Format.ENVELOPE,
        Duration.ofSeconds(30),
        10_000,
        Duration.ofDays(7));
  }

  private static boolean isEndless(Entry entry) {
    return entry.isPresent() && entry.expiresAt() == 0;
  }

  @Test
  void findsTheKeysOfAListedStoreWithoutWalkingTheDatabase() {
    for (int i = 0; i < 2_000; i++) {
      redis(Request.cmd(Command.SET).arg("others:" + i).arg("not ours"));
    }
    Store marks = loop.call(() -> RedisStore.open(loop.vertx(), listed()));
    loop.call(() -> marks.putIfNewer("b", value("v", 1)));
    loop.call(() -> marks.putIfNewer("a", value("v", 2)));
    loop.call(() -> marks.putIfNewer("deleted", Entry.tombstone(3)));

    Store.Page first = loop.call(() -> marks.scan("all", "", 0, 2));
    Store.Page second = loop.call(() -> marks.scan("all", first.nextCursor(), 0, 2));

    assertThat(first.entries())
        .containsExactly(new KeyedEntry("a", value("v", 2)), new KeyedEntry("b", value("v", 1)));
    assertThat(second.entries()).containsExactly(new KeyedEntry("deleted", Entry.tombstone(3)));
    assertThat(second.isLast()).isTrue();
    loop.call(marks::close);
  }

  @Test
  void takesOffItsListWhatWasPurgedOrHasExpired() {
    Store marks = loop.call(() -> RedisStore.open(loop.vertx(), listed()));
    loop.call(() -> marks.putIfNewer("purged", value("v", 1)));
    loop.call(() -> marks.putIfNewer("lost", value("v", 1)));
    loop.call(() -> marks.compareAndSet("kept", Entry.ABSENT, value("v", 1)));

    loop.call(() -> marks.purge("purged", 1));
    redis(Request.cmd(Command.DEL).arg("marks:lost")); // as if it had expired

    assertThat(loop.call(() -> marks.scan("all", "", 0, 10)).entries())
        .extracting(KeyedEntry::key)
        .containsExactly("kept");
    assertThat(redis(Request.cmd(Command.ZCARD).arg("marks: keys")).toInteger()).isEqualTo(1);
    loop.call(marks::close);
  }

  private static RedisStore.Options listed() {
    return new RedisStore.Options(
        URI, "marks:", Format.ENVELOPE, Duration.ofSeconds(30), 10_000, Duration.ofDays(7), true);
  }

  @Test
  void writesBareValuesInThePlainFormatAndDeletesThemWithoutATrace() {
    Store plain = loop.call(() -> RedisStore.open(loop.vertx(), options(Format.PLAIN)));

    loop.call(() -> plain.putIfNewer("k", value("bare", 7)));
    assertThat(redis(Request.cmd(Command.GET).arg(PREFIX + "k")).toString()).isEqualTo("bare");

    loop.call(() -> plain.putIfNewer("k", Entry.tombstone(8)));
    assertThat(redis(Request.cmd(Command.EXISTS).arg(PREFIX + "k")).toInteger()).isZero();
    loop.call(plain::close);
  }

  @Test
  void refusesAKeyThatHoldsSomethingElseThanAString() {
    assertThat(loop.failureOf(() -> store.getAll(List.of("list"))))
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("redis://");
    assertThat(loop.failureOf(() -> store.putIfNewer("list", value("v", 1))))
        .hasMessageContaining("WRONGTYPE");
  }

  @Test
  void knowsItsScriptsAgainAfterTheServerForgotThem() {
    put("k", value("v1", 1));
    redis(Request.cmd(Command.SCRIPT).arg("FLUSH"));

    assertThat(put("k", value("v2", 2))).isTrue();
  }

  @Test // race R14
  void showsEveryKeyInPartsThatAreScannedSideBySideWhileTheTableGrowsAndShrinks() {
    fill("there", 20_000);
    fill("goes", 60_000);
    List<String> ranges = loop.call(() -> store.ranges(8));
    Set<String> seen = new HashSet<>();
    Map<String, String> cursors = new TreeMap<>();
    ranges.forEach(range -> cursors.put(range, ""));

    for (int round = 0; !cursors.isEmpty(); round++) {
      for (String range : List.copyOf(cursors.keySet())) {
        Store.Page page = loop.call(() -> store.scan(range, cursors.get(range), 0, 200));
        page.entries().forEach(keyed -> seen.add(keyed.key()));
        cursors.put(range, page.nextCursor());
        if (page.isLast()) {
          cursors.remove(range);
        }
      }
      if (round == 10) {
        fill("comes", 200_000); // doubles the table twice
      } else if (round == 30) {
        redis(Request.cmd(Command.EVAL).arg(REMOVE).arg(0).arg(PREFIX)); // shrinks it again
      }
    }

    assertThat(ranges).hasSize(8);
    assertThat(seen.stream().filter(key -> key.startsWith("there"))).hasSize(20_000);
  }

  private static final String REMOVE =
      "for i = 1, 200000 do redis.call('DEL', ARGV[1] .. 'comes' .. i) end"
          + " for i = 1, 60000 do redis.call('DEL', ARGV[1] .. 'goes' .. i) end";

  /** Bare values, planted by the server itself. */
  private void fill(String name, int count) {
    redis(
        Request.cmd(Command.EVAL)
            .arg("for i = 1, ARGV[2] do redis.call('SET', ARGV[1] .. i, 'v') end")
            .arg(0)
            .arg(PREFIX + name)
            .arg(count));
  }
}
