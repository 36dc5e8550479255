package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedMemcached;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.memcached.MemcachedStore;
import io.laminar.migration.store.Entry;
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
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memcached in trouble, which keeps nothing that it acknowledged when it ends. */
final class MemcachedFaultsIT extends StoreFaults {

  private static EmbeddedMemcached server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownMemcached();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @Override
  EmbeddedServer server() {
    return server;
  }

  @Override
  String address(int port) {
    return "memcached://127.0.0.1:" + port;
  }

  @Override
  Future<Store> opening(String address, String name) {
    return MemcachedStore.open(
        loop.vertx(),
        new MemcachedStore.Options(
            address, name + ":", Format.ENVELOPE, DEADLINE, MAX_IN_FLIGHT, Duration.ofDays(7)));
  }

  @Override
  void assertKept(Set<Long> acknowledged, List<Long> versions) {
    assertThat(versions).hasSameSizeAs(acknowledged).containsOnly(Entry.ABSENT.version());
  }

  /** A put reads first; the reply that is cut is that of the reading. */
  @Override
  Entry afterTheCut() {
    return entry(1);
  }

  @Test // race R14
  void failsAScanWhoseDumpIsCutOffInsteadOfLeavingKeysOut() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(address(proxy.port()));
      List<KeyedEntry> all = new ArrayList<>();
      IntStream.range(0, 150).forEach(i -> all.add(new KeyedEntry("k" + i, entry(1))));
      loop.call(() -> store.putAllIfNewer(all));

      proxy.cutReplies(true);
      StoreException cut = failureOf(() -> store.scan("0/1", "", 0, 1_000));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(cut).hasMessageContaining("list keys").hasMessageContaining("connection");
      recovers(store);
      assertThat(loop.call(() -> store.scan("0/1", "", 0, 499)).entries()).hasSize(150);
    }
  }

  @Test
  void keepsWhatItHasWhenItIsFullAndMayNotEvict() {
    EmbeddedMemcached small = TestServers.ownMemcached("-M", "-m", "2");
    Store store = open(small.address());
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

    assertThat(List.of(full, overwriting))
        .allSatisfy(
            refused -> {
              assertThat(refused.kind()).isEqualTo(Kind.OVERLOADED);
              assertThat(refused)
                  .hasMessageContaining(small.address())
                  .hasMessageContaining("put 1 entries: SERVER_ERROR out of memory")
                  .hasMessageContaining("more memory with -m");
            });
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

    Store store = open("memcached://laminar:s3cret@" + host);
    StoreException wrong = failureOf(() -> opening("memcached://laminar:wr0ng@" + host, name));
    StoreException none = failureOf(() -> opening("memcached://" + host, name));

    write(store, entry(1));
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
    Store store = open(noDumps.address());

    assertThat(failureOf(() -> store.scan("0/1", "", 0, 10))).hasMessageContaining("without -X");
    assertThat(failureOf(() -> opening(noTokens.address(), name)))
        .hasMessageContaining("without -C");
    noDumps.stop();
    noTokens.stop();
  }
}
