package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.Port;
import io.laminar.deploy.servers.RunFolder;
import io.laminar.migration.codec.Format;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A scan of a Redis whose hash table grows and shrinks meanwhile; the server is its own. */
final class RedisRehashIT {

  private static final int STAYING = 3_000;
  private static final int PASSING = 20_000;
  private static final int BATCH = 1_000;
  private static final int PAGE_SIZE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Pattern TABLE_SIZE = Pattern.compile("table size: (\\d+)");

  private static RunFolder run;
  private static EmbeddedRedis server;

  private final EventLoop loop = new EventLoop();
  private final Set<String> seen = new HashSet<>();
  private RedisLink raw;
  private Store store;
  private String range;
  private String cursor = "";

  @BeforeAll
  static void startServer() {
    run = RunFolder.open();
    server = new EmbeddedRedis(run, Port.ANY, false);
    server.start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
    run.close();
  }

  @BeforeEach
  void open() {
    raw = loop.call(() -> RedisLink.connected(loop.vertx(), server.address(), PATIENCE, 100_000));
    store =
        loop.call(
            () ->
                RedisStore.open(
                    loop.vertx(),
                    new RedisStore.Options(
                        server.address(),
                        "p:",
                        Format.ENVELOPE,
                        PATIENCE,
                        100_000,
                        Duration.ofDays(1))));
    range = loop.call(() -> store.ranges(1)).get(0);
  }

  @AfterEach
  void close() {
    loop.call(store::close);
    loop.call(raw::close);
    loop.close();
  }

  @Test
  void partsThatAreScannedApartShowNoKeyTwiceWhileTheTableStays() {
    List<String> keys = IntStream.range(0, 20_000).mapToObj(i -> "k" + i).toList();
    loop.call(() -> store.putAllIfNewer(keys.stream().map(RedisRehashIT::entry).toList()));
    finishRehashing();
    List<String> seen = new ArrayList<>();

    List<String> parts = loop.call(() -> store.ranges(4));
    for (String part : parts) {
      Store.Page page = loop.call(() -> store.scan(part, "", 0, 500));
      page.entries().forEach(keyed -> seen.add(keyed.key()));
      while (!page.isLast()) {
        String cursor = page.nextCursor();
        page = loop.call(() -> store.scan(part, cursor, 0, 500));
        page.entries().forEach(keyed -> seen.add(keyed.key()));
      }
    }

    assertThat(parts).hasSize(4);
    assertThat(seen).doesNotHaveDuplicates().containsAll(keys);
  }

  @Test
  void aScanSeesEveryKeyThatExistedThroughoutWhileTheServerRehashes() {
    // else the server moves on by itself between our commands, and might be done before we look
    rehashByItself(false);
    Set<String> staying = new HashSet<>();
    IntStream.range(0, STAYING).forEach(i -> staying.add("staying" + i));
    loop.call(() -> store.putAllIfNewer(staying.stream().map(RedisRehashIT::entry).toList()));
    finishRehashing();
    int before = sizes().get(0);

    scanPages(3);
    boolean rehashedGrowing = false;
    for (int i = 0; i < PASSING; i += BATCH) {
      addPassing(i, i + BATCH);
      rehashedGrowing |= isRehashing(table());
      scanPages(2);
    }
    int grown = sizes().stream().mapToInt(Integer::intValue).max().orElseThrow();
    String cursorOfLarge = cursor;
    removePassing();
    rehashByItself(true); // a server that may not does not shrink either
    Awaitility.await().atMost(PATIENCE).until(() -> smallest() < grown);
    scanToTheEnd();

    assertThat(grown).as("size of the table, was %d", before).isGreaterThan(2 * before);
    assertThat(rehashedGrowing).as("a page was read while the table grew").isTrue();
    assertThat(cursorOfLarge).as("the scan had not ended before the table shrank").isNotEmpty();
    assertThat(smallest()).as("size of the table, was %d", grown).isLessThan(grown);
    assertThat(seen).containsAll(staying);
  }

  private static KeyedEntry entry(String key) {
    return new KeyedEntry(key, Entry.of(Buffer.buffer("v"), 1));
  }

  private void rehashByItself(boolean may) {
    redis(Request.cmd(Command.CONFIG).arg("SET").arg("activerehashing").arg(may ? "yes" : "no"));
  }

  private void addPassing(int from, int to) {
    List<Request> sets = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sets.add(Request.cmd(Command.SET).arg("passing" + i).arg("v"));
    }
    loop.call(() -> raw.sendAll("add", sets));
  }

  private void removePassing() {
    List<Request> removals = new ArrayList<>();
    for (int i = 0; i < PASSING; i++) {
      removals.add(Request.cmd(Command.DEL).arg("passing" + i));
    }
    loop.call(() -> raw.sendAll("remove", removals));
  }

  private void scanPages(int pages) {
    for (int i = 0; i < pages; i++) {
      Store.Page page = loop.call(() -> store.scan(range, cursor, 0, PAGE_SIZE));
      page.entries().forEach(keyed -> seen.add(keyed.key()));
      cursor = page.nextCursor();
      assertThat(page.isLast()).as("the scan ended before the table had changed").isFalse();
    }
  }

  private void scanToTheEnd() {
    do {
      Store.Page page = loop.call(() -> store.scan(range, cursor, 0, PAGE_SIZE));
      page.entries().forEach(keyed -> seen.add(keyed.key()));
      cursor = page.nextCursor();
    } while (!cursor.isEmpty());
  }

  /** What the server tells of the table of all keys; there are two of them while it rehashes. */
  private String table() {
    String told = redis(Request.cmd(Command.DEBUG).arg("HTSTATS").arg(0));
    return told.substring(0, told.indexOf("[Expires HT]"));
  }

  /** Each look-up moves one bucket on. */
  private void finishRehashing() {
    loop.call(
        () ->
            raw.sendAll(
                "look up",
                Collections.nCopies(2 * STAYING, Request.cmd(Command.EXISTS).arg("p:staying0"))));
    assertThat(isRehashing(table())).isFalse();
  }

  private static boolean isRehashing(String table) {
    return table.contains("rehashing target");
  }

  private List<Integer> sizes() {
    return TABLE_SIZE
        .matcher(table())
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .toList();
  }

  private int smallest() {
    return sizes().stream().mapToInt(Integer::intValue).min().orElseThrow();
  }

  private String redis(Request request) {
    return loop.call(() -> raw.send("test", request)).toString();
  }
}
