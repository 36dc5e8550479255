package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedDynamoDb;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
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

/** DynamoDB Local in trouble: every operation ends in time and says why, and all comes back. */
final class DynamoDbFaultsIT {

  private static final Duration DEADLINE = Duration.ofMillis(700);

  private static EmbeddedDynamoDb server;

  private final EventLoop loop = new EventLoop();
  private final List<Store> opened = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    server = TestServers.ownDurableDynamoDb();
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

  private Store open(int port, String table) {
    Store store =
        loop.call(
            () ->
                DynamoDbStore.open(
                    loop.vertx(),
                    new DynamoDbStore.Options(
                        DynamoDbAddress.of("dynamodb://127.0.0.1:" + port + "/" + table, "unused"),
                        DEADLINE,
                        1_000,
                        Duration.ofDays(7))));
    opened.add(store);
    return store;
  }

  @Test
  void losesNothingAcknowledgedWhenTheServerIsKilledAndComesBackByItself() {
    Store store = open(server.port(), "killed");
    for (int i = 0; i < 50; i++) {
      int version = i + 1;
      assertThat(loop.call(() -> store.putIfNewer("k" + version, entry(version)))).isTrue();
    }

    server.kill();
    StoreException whileAway = failureOf(() -> store.get("k1"));
    StoreException putWhileAway = failureOf(() -> store.putIfNewer("k1", entry(99)));
    server.start();

    assertThat(List.of(whileAway.kind(), putWhileAway.kind()))
        .allMatch(kind -> kind == Kind.UNREACHABLE || kind == Kind.LATE);
    assertThat(whileAway).hasMessageContaining("dynamodb://127.0.0.1:" + server.port());
    recovers(store);
    List<String> keys = IntStream.rangeClosed(1, 50).mapToObj(i -> "k" + i).toList();
    assertThat(loop.call(() -> store.getAll(keys)))
        .extracting(Entry::version)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 50).mapToObj(i -> (long) i).toList());
  }

  @Test
  void failsAtOnceWhileNobodyListens() {
    Store store = open(server.port(), "refused");
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
    Store store = open(server.port(), "paused");
    loop.call(() -> store.putIfNewer("k", entry(1)));

    server.pause();
    StoreException late;
    List<StoreException> many;
    try {
      late = failureOf(() -> store.get("k"));
      many = failuresOf(200, store);
    } finally {
      server.resume();
    }

    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(late).hasMessageContaining("get").hasMessageContaining("700 ms");
    assertThat(many).extracting(StoreException::kind).containsOnly(Kind.LATE);
    recovers(store);
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
  }

  @Test
  void saysThatAWriteMayHaveHappenedWhenItsReplyIsCutOff() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(proxy.port(), "cut");

      proxy.cutReplies(true);
      StoreException cut = failureOf(() -> store.putIfNewer("k", entry(1)));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.LATE);
      recovers(store);
      assertThat(loop.call(() -> store.get("k"))).as("it did happen").isEqualTo(entry(1));
      assertThat(loop.call(() -> store.putIfNewer("k", entry(1)))).isFalse();
    }
  }

  @Test
  void endsInTimeBehindASlowNetwork() {
    try (var proxy = new SlowProxy(server.port())) {
      Store store = open(proxy.port(), "slow");

      proxy.delayReplies(DEADLINE.dividedBy(4));
      boolean written = loop.call(() -> store.putIfNewer("k", entry(1)));
      proxy.delayReplies(DEADLINE.multipliedBy(2));
      StoreException late = failureOf(() -> store.get("k"));
      proxy.delayReplies(Duration.ZERO);

      assertThat(written).isTrue();
      assertThat(late.kind()).isEqualTo(Kind.LATE);
      recovers(store);
      assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
    }
  }

  @Test
  void namesTheTableThatWasTakenAway() {
    Store store = open(server.port(), "taken-away");
    try (var raw = new RawDynamoDb(server.address())) {
      raw.client().deleteTable(delete -> delete.tableName("taken-away")).join();
    }

    StoreException gone = failureOf(() -> store.get("k"));

    assertThat(gone.kind()).isEqualTo(Kind.REFUSED);
    assertThat(gone)
        .hasMessageContaining("taken-away")
        .hasMessageContaining("ResourceNotFoundException");
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
