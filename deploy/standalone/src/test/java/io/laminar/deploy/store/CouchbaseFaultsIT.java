package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedCouchbaseMock;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of operations when the server (Couchbase's mock, in a process of its own) fails. The
 * mock keeps its data in memory, so nothing here shows what a real server keeps.
 */
final class CouchbaseFaultsIT {

  private static final Duration DEADLINE = Duration.ofMillis(500);

  /** For a machine that does something else at the same time, and may stand still for a while. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private final EventLoop loop = new EventLoop();
  private EmbeddedCouchbaseMock server;
  private Store store;

  @BeforeEach
  void open() {
    server = TestServers.ownCouchbaseMock();
    store = opened(server.address());
    unlessTheMachineStoodStill(() -> put("k", entry(1)));
  }

  /** The SDK gives a cluster five seconds to be ready, which a busy machine may need longer for. */
  private Store opened(String uri) {
    return Awaitility.await()
        .until(
            () -> loop.call(() -> CouchbaseStore.open(loop.vertx(), options(uri)).otherwiseEmpty()),
            Objects::nonNull);
  }

  @AfterEach
  void close() {
    server.resume();
    loop.call(store::close);
    loop.close();
    server.stop();
  }

  private static CouchbaseStore.Options options(String uri) {
    return new CouchbaseStore.Options(
        uri, "faults:", Format.ENVELOPE, DEADLINE, 1_000, Duration.ofDays(7));
  }

  @Test
  void endsEveryOperationOfAKilledServerAndRecoversWithIt() {
    server.kill();

    assertThat(failureInTime(() -> store.get("k")).getMessage()).contains("get");
    assertThat(failureInTime(() -> store.getAll(List.of("k", "l"))).getMessage()).contains("read");
    assertThat(failureInTime(() -> store.putIfNewer("k", entry(2))).getMessage()).contains("put");
    failureInTime(() -> store.compareAndSet("k", entry(1), entry(2)));
    failureInTime(() -> store.purge("k", 1));
    assertThat(failureInTime(() -> store.get("k")).kind()).isEqualTo(Kind.UNREACHABLE);

    server.start();

    awaitRecovery(2);
  }

  @Test
  void endsWhatIsUnderWayWhenTheServerIsKilled() {
    pause();
    Future<Entry> underWay = loop.begin(() -> store.get("k"));
    Future<Boolean> write = loop.begin(() -> store.putIfNewer("k", entry(2)));

    server.kill();

    assertThat(loop.failureOf(() -> underWay)).isInstanceOf(StoreException.class);
    assertThat(loop.failureOf(() -> write)).isInstanceOf(StoreException.class);
  }

  @Test
  void endsEveryOperationOfAPausedServerAndRecoversWithIt() {
    pause();

    StoreException failure = failureInTime(() -> store.get("k"));
    assertThat(failure.kind()).isEqualTo(Kind.LATE);
    assertThat(failure).hasMessageContaining("500 ms");
    assertThat(failureInTime(() -> store.putIfNewer("k", entry(2))).kind()).isEqualTo(Kind.LATE);

    server.resume();

    awaitRecovery(3);
  }

  @Test
  void endsOperationsOfASlowServerAtTheirDeadlineAndTakesTheAnswersThatComeSooner() {
    server.delayReplies(200);
    unlessTheMachineStoodStill(
        () -> assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1)));

    server.delayReplies(2_000);
    assertThat(failureInTime(() -> store.get("k")).kind()).isEqualTo(Kind.LATE);

    server.delayReplies(0);
    awaitRecovery(2);
  }

  @Test
  void refusesAWrongPasswordWithoutSayingIt() {
    unlessTheMachineStoodStill(
        () -> {
          Throwable failure =
              loop.failureOf(
                  () ->
                      CouchbaseStore.open(
                          loop.vertx(), options(server.address().replace("secret", "guessed"))));

          assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("auth");
          assertThat(((StoreException) failure).kind()).isEqualTo(Kind.REFUSED);
          assertThat(failure.getMessage()).doesNotContain("guessed").doesNotContain("secret");
        });
  }

  @Test
  void saysThatThereIsNoSuchBucket() {
    unlessTheMachineStoodStill(
        () -> {
          Throwable failure =
              loop.failureOf(
                  () ->
                      CouchbaseStore.open(
                          loop.vertx(),
                          options(server.address().replaceFirst("/laminar$", "/other"))));

          assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("present");
          assertThat(((StoreException) failure).kind()).isEqualTo(Kind.REFUSED);
        });
  }

  @Test
  void saysThatNoServerIsThere() {
    server.stop();

    Throwable failure =
        loop.failureOf(() -> CouchbaseStore.open(loop.vertx(), options(fresh(server.address()))));

    assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("127.0.0.1");
    assertThat(((StoreException) failure).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  /** The same server under a name that no other store uses, so that it must connect. */
  private static String fresh(String address) {
    return address + "?kv_timeout=2s";
  }

  @Test
  void saysThatTheServerRefusesADurabilityItDoesNotHave() {
    Store durable = opened(server.address() + "?durability=majority");

    unlessTheMachineStoodStill(
        () -> {
          Throwable failure = loop.failureOf(() -> durable.putIfNewer("d", entry(1)));
          assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("urability");
          assertThat(((StoreException) failure).kind()).isEqualTo(Kind.REFUSED);
        });
    loop.call(durable::close);
  }

  /**
   * What has a deadline may miss it while the machine does something else: then it is tried anew.
   */
  private static void unlessTheMachineStoodStill(ThrowingRunnable attempt) {
    Awaitility.await()
        .ignoreExceptionsMatching(StoreException.class::isInstance)
        .untilAsserted(attempt);
  }

  /** Waits until the system has stopped all threads of the server. */
  private void pause() {
    server.pause();
    Path state = Path.of("/proc", Long.toString(server.pid()), "stat");
    Awaitility.await().until(() -> Files.readString(state).matches("(?s).*\\) T .*"));
  }

  private void awaitRecovery(long version) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(StoreException.class::isInstance)
        .untilAsserted(
            () -> {
              put("k", entry(version));
              assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(version));
            });
  }

  private StoreException failureInTime(Supplier<? extends Future<?>> operation) {
    long start = System.nanoTime();
    Throwable failure = loop.failureOf(operation);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(SLACK));
    assertThat(failure)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("couchbase://127.0.0.1:" + server.port() + "/laminar: ");
    return (StoreException) failure;
  }

  private void put(String key, Entry entry) {
    loop.call(() -> store.putIfNewer(key, entry));
  }

  private static Entry entry(long version) {
    return Entry.of(Buffer.buffer("v" + version), version);
  }
}
