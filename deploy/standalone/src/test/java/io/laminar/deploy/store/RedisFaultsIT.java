package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis in trouble. */
final class RedisFaultsIT extends StoreFaults {

  private static EmbeddedRedis server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownDurableRedis();
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
    return "redis://127.0.0.1:" + port + "/1";
  }

  @Override
  Future<Store> opening(String address, String name) {
    return RedisStore.open(
        loop.vertx(),
        new RedisStore.Options(
            address, name + ":", Format.ENVELOPE, DEADLINE, MAX_IN_FLIGHT, Duration.ofDays(7)));
  }

  private Store openListed(String address) {
    return loop.call(
        () ->
            RedisStore.open(
                loop.vertx(),
                new RedisStore.Options(
                    address,
                    name + ":",
                    Format.ENVELOPE,
                    DEADLINE,
                    MAX_IN_FLIGHT,
                    Duration.ofDays(7),
                    true)));
  }

  /** Runs commands one after the other on a connection of their own. */
  private void redis(String... commands) {
    loop.call(
        () ->
            RedisLink.connected(loop.vertx(), address(server.port()), Duration.ofSeconds(5), 10)
                .compose(
                    link -> {
                      Future<Void> done = Future.succeededFuture();
                      for (String command : commands) {
                        done = done.compose(x -> link.send(command, request(command)).mapEmpty());
                      }
                      return done.eventually(link::close);
                    }));
  }

  private static Request request(String command) {
    String[] words = command.split(" ");
    Request request = Request.cmd(Command.create(words[0]));
    for (int i = 1; i < words.length; i++) {
      request.arg(words[i]);
    }
    return request;
  }

  @Test
  void saysThatTheServerIsFullAndKeepsWhatItHas() {
    Store store = open();
    loop.call(() -> store.putIfNewer("k", entry(1)));
    redis("CONFIG SET maxmemory-policy noeviction", "CONFIG SET maxmemory 1");
    StoreException full;
    List<Entry> meanwhile;
    try {
      full = failureOf(() -> store.putIfNewer("k", entry(2)));
      meanwhile = loop.call(() -> store.getAll(List.of("k")));
    } finally {
      redis("CONFIG SET maxmemory 0");
    }

    assertThat(full.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(full)
        .hasMessageContaining("redis://127.0.0.1:" + server.port())
        .hasMessageContaining("put 1 entries: " + name + ":k: OOM command not allowed")
        .hasMessageContaining("raise its maxmemory");
    assertThat(meanwhile).containsExactly(entry(1));
    assertThat(loop.call(() -> store.putIfNewer("k", entry(2)))).isTrue();
  }

  @Test
  void namesTheFirstOfManyKeysThatHoldSomethingElseThanAString() {
    Store store = open();
    redis("LPUSH " + name + ":list x", "SADD " + name + ":set x");
    Entry entry = entry(1);
    List<KeyedEntry> entries =
        List.of(
            new KeyedEntry("k", entry),
            new KeyedEntry("list", entry),
            new KeyedEntry("set", entry));

    StoreException put = failureOf(() -> store.putAllIfNewer(entries));
    StoreException read = failureOf(() -> store.getAll(List.of("k", "set")));
    StoreException set = failureOf(() -> store.compareAndSet("list", Entry.ABSENT, entry));

    assertThat(List.of(put, read, set)).extracting(StoreException::kind).containsOnly(Kind.REFUSED);
    assertThat(put)
        .hasMessageContaining("put 3 entries: " + name + ":list: WRONGTYPE")
        .hasMessageContaining("remove it or choose another namespace");
    assertThat(read).hasMessageContaining("read 2 keys: " + name + ":set: WRONGTYPE");
    assertThat(set).hasMessageContaining("compare and set: " + name + ":list: WRONGTYPE");
    assertThat(loop.call(() -> store.get("k"))).as("the others were written").isEqualTo(entry);
  }

  @Test
  void refusesAWrongPasswordOrNoneWithoutShowingIt() {
    redis("ACL SETUSER guarded on >s3cret ~* +@all", "ACL SETUSER default resetpass >s3cret");
    String host = "127.0.0.1:" + server.port();
    StoreException wrong;
    StoreException stranger;
    StoreException none;
    Store right;
    try {
      right = open("redis://guarded:s3cret@" + host + "/1");
      wrong = failureOf(() -> opening("redis://guarded:wr0ng@" + host + "/1", name));
      stranger = failureOf(() -> opening("redis://:wr0ng@" + host + "/1", name));
      none = failureOf(() -> opening("redis://" + host + "/1", name));
    } finally {
      withPassword("ACL SETUSER default nopass");
    }

    assertThat(loop.call(() -> right.putIfNewer("k", entry(1)))).isTrue();
    assertThat(List.of(wrong, stranger, none))
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
              assertThat(failure)
                  .hasMessageStartingWith("redis://" + host + "/1: connect: ")
                  .hasMessageContaining("user and password in the address of the store")
                  .hasMessageNotContaining("wr0ng");
            });
    assertThat(wrong).hasMessageContaining("WRONGPASS");
    assertThat(none).hasMessageContaining("NOAUTH");
  }

  private void withPassword(String command) {
    loop.call(
        () ->
            RedisLink.connected(
                    loop.vertx(),
                    "redis://:s3cret@127.0.0.1:" + server.port(),
                    Duration.ofSeconds(5),
                    10)
                .compose(link -> link.send(command, request(command)).eventually(link::close)));
  }

  @Test
  void writesManyForAUserWithoutTheRightToDoSoAtOnce() {
    redis(
        "ACL SETUSER older on >s3cret ~"
            + name
            + ":* +ping +select +mget +evalsha +script|load +get +getrange +exists +set +del");
    Store store = open("redis://older:s3cret@127.0.0.1:" + server.port() + "/1");
    loop.call(() -> store.putIfNewer("a", entry(2)));

    assertThat(loop.call(() -> store.putAllIfNewer(keyed(1, "a", "b", "c"))))
        .containsExactly(false, true, true);
    assertThat(loop.call(() -> store.putAllIfNewer(keyed(3, "a", "b", "c")))).containsOnly(true);
  }

  private static List<KeyedEntry> keyed(long version, String... keys) {
    return Stream.of(keys).map(key -> new KeyedEntry(key, entry(version))).toList();
  }

  @Test
  void needsNoMoreThanTheRightsThatItsPageNames() {
    redis(
        "ACL SETUSER laminar on >s3cret ~"
            + name
            + ":* +ping +select +mget +msetnx +evalsha +script|load"
            + " +get +getrange +exists +set +del +pttl +time +scan +dbsize +info"
            + " +zadd +zrem +zrangebylex",
        "SCRIPT FLUSH");
    Store store = open("redis://laminar:s3cret@127.0.0.1:" + server.port() + "/1");
    Store marks = openListed("redis://laminar:s3cret@127.0.0.1:" + server.port() + "/1");

    assertThat(loop.call(() -> marks.putIfNewer("m", entry(1)))).isTrue();
    assertThat(loop.call(() -> marks.scan("all", "", 0, 10)).entries())
        .containsExactly(new KeyedEntry("m", entry(1)));
    assertThat(loop.call(() -> marks.purge("m", 1))).isTrue();
    assertThat(loop.call(() -> store.putIfNewer("k", entry(1)))).isTrue();
    redis("SET " + name + ":bare x PX 60000");
    assertThat(loop.call(() -> store.getAll(List.of("bare"))).get(0).expiresAt()).isPositive();
    assertThat(loop.call(() -> store.compareAndSet("k", entry(1), entry(2)))).isTrue();
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(2));
    assertThat(loop.call(() -> store.add("n", 7, "operation", 1))).isEqualTo(7);
    assertThat(loop.call(store::estimateSize)).isPositive();
    assertThat(loop.call(() -> store.purge("k", 2))).isTrue();
    assertThat(loop.call(() -> store.scan("all", "", 0, 1_000))).isNotNull();
  }

  @Test
  void saysWhatTheUserMayNotDo() {
    redis("ACL SETUSER reader on >s3cret ~* +mget +select +evalsha +script|load");
    Store reader = open("redis://reader:s3cret@127.0.0.1:" + server.port() + "/1");

    assertThat(loop.call(() -> reader.get("k"))).isEqualTo(Entry.ABSENT);
    StoreException put = failureOf(() -> reader.putIfNewer("k", entry(1)));
    StoreException scan = failureOf(() -> reader.scan("all", "", 0, 10));

    assertThat(List.of(put, scan)).extracting(StoreException::kind).containsOnly(Kind.REFUSED);
    assertThat(put).hasMessageContaining("put 1 entries").hasMessageContaining("ACL SETUSER");
    assertThat(scan).hasMessageContaining("scan: NOPERM").hasMessageContaining("ACL SETUSER");
  }

  @Test
  void connectsAgainWhenItsConnectionIsKilledOnTheServer() {
    Store store = open();
    loop.call(() -> store.putIfNewer("k", Entry.of(Buffer.buffer("v"), 1)));

    redis("CLIENT KILL TYPE normal SKIPME yes");

    recovers(store);
    assertThat(loop.call(() -> store.get("k")).version()).isEqualTo(1);
  }

  @Test
  void showsNoPasswordOfAnAddressThatIsNone() {
    Throwable failure =
        loop.failureOf(() -> opening("redis://laminar:s3cret[x@127.0.0.1:1/1", name));

    assertThat(failure)
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("redis://127.0.0.1:1/1")
        .hasMessageContaining("%XX")
        .hasMessageNotContaining("s3cret");
  }
}
