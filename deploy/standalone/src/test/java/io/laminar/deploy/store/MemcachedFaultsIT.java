package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedMemcached;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.memcached.MemcachedStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memcached in trouble: every operation ends in time and says why, and all comes back. */
final class MemcachedFaultsIT {

  private static final Duration DEADLINE = Duration.ofMillis(700);

  private static EmbeddedMemcached server;

  private final EventLoop loop = new EventLoop();
  private final List<Store> opened = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    server = TestServers.ownMemcached();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(store -> loop.call(store::close));
    loop.close();
  }

  private Store open(String authority, String prefix) {
    Store store = loop.call(() -> opening(authority, prefix));
    opened.add(store);
    return store;
  }

  private Store open(int port, String prefix) {
    return open("127.0.0.1:" + port, prefix);
  }

  private Future<Store> opening(String authority, String prefix) {
    return MemcachedStore.open(
        loop.vertx(),
        new MemcachedStore.Options(
            "memcached://" + authority,
            prefix,
            Format.ENVELOPE,
            DEADLINE,
            1_000,
            Duration.ofDays(7)));
  }

  @Test
  void comesBackByItselfThoughEmptyWhenTheServerWasKilled() {
    Store store = open(server.port(), "killed:");
    assertThat(loop.call(() -> store.putIfNewer("k", entry(1)))).isTrue();

    server.kill();
    StoreException get = failureOf(() -> store.get("k"));
    StoreException put = failureOf(() -> store.putIfNewer("k", entry(2)));
    StoreException scan = failureOf(() -> store.scan("0/1", "", 0, 10));
    server.start();

    assertThat(List.of(get.kind(), put.kind(), scan.kind()))
        .allMatch(kind -> kind == Kind.UNREACHABLE || kind == Kind.LATE);
    assertThat(put)
        .hasMessageContaining("memcached://127.0.0.1:" + server.port())
        .hasMessageContaining("put 1 entries");
    recovers(store);
    assertThat(loop.call(() -> store.get("k")))
        .as("Memcached keeps nothing")
        .isEqualTo(Entry.ABSENT);
    assertThat(loop.call(() -> store.putIfNewer("k", entry(3)))).isTrue();
  }

  @Test
  void failsAtOnceWhileNobodyListens() {
    Store store = open(server.port(), "refused:");
    server.kill();
    failureOf(() -> store.get("k"));

    long begun = System.nanoTime();
    List<Kind> kinds =
        IntStream.range(0, 200).mapToObj(i -> failureOf(() -> store.get("k")).kind()).toList();
    assertEndedInTime(begun);
    server.start();

    assertThat(kinds).containsOnly(Kind.UNREACHABLE);
    recovers(store);
  }

  @Test
  void endsInTimeWhileTheServerIsPausedAndGoesOnWhenItIsResumed() {
    Store store = open(server.port(), "paused:");
    loop.call(() -> store.putIfNewer("k", entry(1)));

    server.pause();
    StoreException late;
    List<StoreException> many;
    StoreException given;
    try {
      late = failureOf(() -> store.get("k"));
      many = failuresOf(200, store);
      given = failureOf(() -> store.get("k"));
    } finally {
      server.resume();
    }

    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(late).hasMessageContaining("get").hasMessageContaining("no answer within");
    assertThat(many).extracting(StoreException::kind).containsOnly(Kind.LATE);
    assertThat(given.kind()).as("the connection was given up").isEqualTo(Kind.UNREACHABLE);
    recovers(store);
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
  }

  @Test
  void saysThatAWriteMayHaveHappenedWhenItsReplyIsCutOff() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(proxy.port(), "cut:");
      loop.call(() -> store.putIfNewer("k", entry(1)));

      proxy.cutReplies(true);
      StoreException cut = failureOf(() -> store.get("k"));
      StoreException put = failureOf(() -> store.putIfNewer("k", entry(2)));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.LATE);
      assertThat(cut).hasMessageContaining("the connection was lost");
      assertThat(put.kind()).isEqualTo(Kind.UNREACHABLE);
      recovers(store);
      assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
    }
  }

  @Test // race R14
  void failsAScanWhoseDumpIsCutOffInsteadOfLeavingKeysOut() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(proxy.port(), "cut-dump:");
      List<KeyedEntry> all = new ArrayList<>();
      IntStream.range(0, 300).forEach(i -> all.add(new KeyedEntry("k" + i, entry(1))));
      loop.call(() -> store.putAllIfNewer(all));

      proxy.cutReplies(true);
      StoreException cut = failureOf(() -> store.scan("0/1", "", 0, 1_000));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(cut).hasMessageContaining("list keys").hasMessageContaining("connection");
      recovers(store);
      assertThat(loop.call(() -> store.scan("0/1", "", 0, 499)).entries()).hasSize(300);
    }
  }

  @Test
  void endsInTimeBehindASlowNetwork() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(proxy.port(), "slow:");

      proxy.delayReplies(DEADLINE.dividedBy(4));
      boolean written = loop.call(() -> store.putIfNewer("k", entry(1)));
      proxy.delayReplies(DEADLINE.multipliedBy(2));
      StoreException get = failureOf(() -> store.get("k"));
      StoreException put = failureOf(() -> store.putIfNewer("k", entry(2)));
      proxy.delayReplies(Duration.ZERO);

      assertThat(written).isTrue();
      assertThat(List.of(get.kind(), put.kind())).containsOnly(Kind.LATE);
      recovers(store);
      assertThat(loop.call(() -> store.get("k")).version()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void keepsWhatItHasWhenItIsFullAndMayNotEvict() {
    EmbeddedMemcached small = TestServers.ownMemcached("-M", "-m", "2");
    Store store = open(small.port(), "full:");
    Buffer large = Buffer.buffer(new byte[4_000]);
    int[] acknowledged = new int[1];
    StoreException full = null;
    while (full == null) {
      String key = "k" + acknowledged[0];
      full =
          loop.call(
              () ->
                  store
                      .putIfNewer(key, Entry.of(large, 1))
                      .transform(put -> Future.succeededFuture((StoreException) put.cause())));
      acknowledged[0] += full == null ? 1 : 0;
    }
    StoreException overwriting = failureOf(() -> store.putIfNewer("k0", Entry.of(large, 2)));

    assertThat(full.kind()).isEqualTo(Kind.REFUSED);
    assertThat(full).hasMessageContaining("SERVER_ERROR out of memory");
    assertThat(overwriting).hasMessageContaining("SERVER_ERROR out of memory");
    for (int i = 0; i < acknowledged[0]; i++) {
      String key = "k" + i;
      assertThat(loop.call(() -> store.get(key))).as(key).isEqualTo(Entry.of(large, 1));
    }
    assertThat(store.capabilities().engine()).doesNotContain("evicting");
    for (int i = 0; i < acknowledged[0]; i++) {
      String key = "k" + i;
      assertThat(loop.call(() -> store.purge(key, 1))).isTrue();
    }
    assertThat(loop.call(() -> store.putIfNewer("k0", Entry.of(large, 3)))).isTrue();
    small.stop();
  }

  @Test
  void signsInAndSaysWhenItMayNot(@TempDir Path folder) throws IOException {
    Path users = Files.writeString(folder.resolve("users"), "laminar:s3cret\n");
    EmbeddedMemcached guarded = TestServers.ownMemcached("-Y", users.toString());
    String host = "127.0.0.1:" + guarded.port();

    Store store = open("laminar:s3cret@" + host, "guarded:");
    StoreException wrong = failureOf(() -> opening("laminar:wr0ng@" + host, "guarded:"));
    StoreException none = failureOf(() -> opening(host, "guarded:"));

    loop.call(() -> store.putIfNewer("k", entry(1)));
    assertThat(loop.call(() -> store.scan("0/1", "", 0, 10)).entries())
        .containsExactly(new KeyedEntry("k", entry(1)));
    assertThat(wrong.kind()).isEqualTo(Kind.REFUSED);
    assertThat(wrong)
        .hasMessageContaining("memcached://" + host)
        .hasMessageContaining("authentication failure")
        .hasMessageNotContaining("wr0ng");
    assertThat(none).hasMessageContaining("unauthenticated");
    guarded.stop();
  }

  @Test
  void saysWhichOptionOfTheServerIsInTheWay() {
    EmbeddedMemcached noDumps = TestServers.ownMemcached("-X");
    EmbeddedMemcached noTokens = TestServers.ownMemcached("-C");
    Store store = open(noDumps.port(), "options:");

    assertThat(failureOf(() -> store.scan("0/1", "", 0, 10))).hasMessageContaining("without -X");
    assertThat(failureOf(() -> opening("127.0.0.1:" + noTokens.port(), "options:")))
        .hasMessageContaining("without -C");
    noDumps.stop();
    noTokens.stop();
  }

  private void recovers(Store store) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> loop.call(() -> store.get("k").map(true).otherwise(false)));
  }

  private List<StoreException> failuresOf(int count, Store store) {
    long begun = System.nanoTime();
    List<StoreException> failures =
        loop.call(
            () -> {
              List<Future<StoreException>> all = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                String key = "k" + i;
                all.add(
                    store
                        .putIfNewer(key, entry(1))
                        .transform(put -> Future.succeededFuture((StoreException) put.cause())));
              }
              return Future.all(all).map(done -> done.<StoreException>list());
            });
    assertEndedInTime(begun);
    return failures;
  }

  private StoreException failureOf(Supplier<? extends Future<?>> call) {
    long begun = System.nanoTime();
    Throwable failure = loop.failureOf(call);
    assertEndedInTime(begun);
    assertThat(failure).isInstanceOf(StoreException.class);
    return (StoreException) failure;
  }

  private static void assertEndedInTime(long begunNanos) {
    assertThat(Duration.ofNanos(System.nanoTime() - begunNanos))
        .isLessThan(DEADLINE.plusMillis(500));
  }

  private static Entry entry(long version) {
    return Entry.of(Buffer.buffer("v" + version), version);
  }
}
