package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.redshift.RedshiftStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of operations when the server, a PostgreSQL in Redshift's place, fails. */
final class RedshiftFaultsIT {

  private static final Duration DEADLINE = Duration.ofMillis(800);

  /** For a machine that does something else at the same time, and may stand still for a while. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private final EventLoop loop = new EventLoop();
  private EmbeddedPostgres server;
  private Store store;

  @BeforeEach
  void open() {
    server = TestServers.ownPostgres();
    store = loop.call(() -> open(1_000));
    put("k", entry(1));
  }

  @AfterEach
  void close() {
    if (server.isRunning()) {
      server.resume();
    }
    loop.call(store::close);
    loop.close();
    server.stop();
  }

  private Future<Store> open(int maxInFlight) {
    return open(maxInFlight, DEADLINE);
  }

  private Future<Store> open(int maxInFlight, Duration deadline) {
    return RedshiftStore.open(
        loop.vertx(),
        new RedshiftStore.Options(address(), "faults", deadline, maxInFlight, Duration.ofDays(7)));
  }

  private String address() {
    return server.address().replaceFirst("^postgresql:", "redshift:");
  }

  private static RedshiftStore.Options options(String uri, int maxInFlight) {
    return new RedshiftStore.Options(uri, "faults", DEADLINE, maxInFlight, Duration.ofDays(7));
  }

  @Test
  void endsEveryOperationOfAKilledServerAndKeepsWhatItAcknowledged() {
    put("k", entry(2));
    server.kill();

    assertThat(failureInTime(() -> store.get("k")).getMessage()).contains("get");
    assertThat(failureInTime(() -> store.putIfNewer("k", entry(3))).getMessage()).contains("put");
    failureInTime(() -> store.compareAndSet("k", entry(2), entry(3)));
    failureInTime(() -> store.purge("k", 2));
    failureInTime(() -> store.getAll(List.of("k")));

    server.start();

    Awaitility.await()
        .ignoreExceptionsMatching(StoreException.class::isInstance)
        .until(() -> loop.call(() -> store.get("k")).equals(entry(2)));
    awaitRecovery(4);
  }

  @Test
  void endsWhatIsUnderWayWhenTheServerIsKilled() {
    PgConnection holder = holdLock();
    Future<Boolean> waiting = loop.begin(() -> store.putIfNewer("k", entry(2)));

    server.kill();

    assertThat(failureInTime(() -> waiting)).isInstanceOf(StoreException.class);
    loop.call(() -> holder.close().otherwiseEmpty());
  }

  @Test
  void endsEveryOperationOfAPausedServerAndRecoversWithIt() {
    long postmaster = server.pid();
    pauseAll(postmaster);

    assertThat(failureInTime(() -> store.get("k")).kind()).isEqualTo(Kind.LATE);
    assertThat(failureInTime(() -> store.putIfNewer("k", entry(2))).kind()).isEqualTo(Kind.LATE);

    resumeAll(postmaster);
    awaitRecovery(3);
  }

  @Test
  void endsOperationsOverASlowNetworkAtTheirDeadlineAndRecovers() {
    try (var proxy = new SlowProxy(server.port())) {
      Store far = loop.call(() -> openBehind(proxy));

      proxy.delayReplies(Duration.ofMillis(100));
      assertHolds(far, entry(1));

      proxy.delayReplies(Duration.ofSeconds(3));
      assertThat(lateOrLost(() -> far.get("k")).kind()).isEqualTo(Kind.LATE);
      assertThat(lateOrLost(() -> far.putIfNewer("k", entry(2))).kind()).isEqualTo(Kind.LATE);

      proxy.delayReplies(Duration.ZERO);
      awaitRecovery(far, 3);
      loop.call(far::close);
    }
  }

  @Test
  void endsOperationsWhoseConnectionIsResetInTheMiddleOfAReplyAndRecovers() {
    try (var proxy = new SlowProxy(server.port())) {
      Store far = loop.call(() -> openBehind(proxy));

      proxy.cutReplies(true);
      lateOrLost(() -> far.get("k"));
      lateOrLost(() -> far.putIfNewer("k", entry(2)));

      proxy.cutReplies(false);
      awaitRecovery(far, 3);
      loop.call(far::close);
    }
  }

  private Future<Store> openBehind(SlowProxy proxy) {
    String uri = address().replace(":" + server.port() + "/", ":" + proxy.port() + "/");
    return RedshiftStore.open(loop.vertx(), options(uri, 100));
  }

  @Test
  void endsAWriteThatWaitsForALockAndWritesNothingLater() {
    PgConnection holder = holdLock();

    StoreException late = failureInTime(() -> store.putIfNewer("k", entry(2)));
    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(late).hasMessageContaining("no answer within");
    loop.call(holder::close);

    Awaitility.await().until(() -> sessions("wait_event_type = 'Lock'") == 0);
    Awaitility.await().until(() -> sessions("state <> 'idle'") == 0);
    assertHolds(store, entry(1));
    awaitRecovery(3);
  }

  @Test
  void letsWritersOfTwoConnectionsTakeTurns() {
    Duration patience = Duration.ofSeconds(60);
    Store one = loop.call(() -> open(1_000, patience));
    Store other = loop.call(() -> open(1_000, patience));
    List<Future<Boolean>> puts = new ArrayList<>();

    loop.call(
        () -> {
          IntStream.range(2, 40)
              .forEach(i -> puts.add((i % 2 == 0 ? one : other).putIfNewer("k", entry(i))));
          return Future.all(puts);
        });

    assertHolds(store, entry(39));
    loop.call(one::close);
    loop.call(other::close);
  }

  @Test
  void refusesMoreWritesThanMayWait() {
    Store narrow = loop.call(() -> open(16));
    PgConnection holder = holdLock();
    List<Future<Boolean>> puts = new ArrayList<>();
    loop.call(
        () -> {
          puts.add(narrow.putIfNewer("first", entry(1)));
          return endOfTick();
        });

    Throwable failure =
        loop.failureOf(
            () -> {
              IntStream.range(0, 16).forEach(i -> puts.add(narrow.putIfNewer("k" + i, entry(1))));
              return narrow.putIfNewer("one-too-many", entry(1));
            });

    assertThat(failure).isInstanceOf(StoreException.class);
    assertThat(((StoreException) failure).kind()).isEqualTo(Kind.OVERLOADED);
    loop.call(holder::close);
    loop.call(() -> Future.join(puts).otherwiseEmpty());
    loop.call(narrow::close);
  }

  @Test
  void refusesAWrongPasswordWithoutSayingIt() {
    sql("CREATE USER guest SUPERUSER PASSWORD 'right'");
    sql(
        "DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(ARRAY[''host all guest 127.0.0.1/32"
            + " scram-sha-256'', ''host all all 127.0.0.1/32 trust''])) TO %L',"
            + " current_setting('hba_file')); END $$");
    sql("SELECT pg_reload_conf()");

    StoreException refused =
        Awaitility.await()
            .until(() -> failureAs("guest:guessed"), failure -> failure.kind() == Kind.REFUSED);

    assertThat(refused).hasMessageContaining("28P01").hasMessageStartingWith("redshift://127.");
    assertThat(refused.getMessage()).doesNotContain("guessed").doesNotContain("guest:");
    Store allowed =
        loop.call(
            () ->
                RedshiftStore.open(
                    loop.vertx(), options(address().replace("laminar@", "guest:right@"), 10)));
    assertHolds(allowed, entry(1));
    loop.call(allowed::close);
  }

  private StoreException failureAs(String credentials) {
    String uri = address().replace("laminar@", credentials + "@");
    return (StoreException)
        loop.failureOf(() -> RedshiftStore.open(loop.vertx(), options(uri, 10)));
  }

  @Test
  void saysWhatAUserMayNotDo() {
    sql("CREATE USER reader");
    sql("GRANT SELECT ON faults TO reader");

    Store readable =
        loop.call(
            () ->
                RedshiftStore.open(
                    loop.vertx(), options(address().replace("laminar@", "reader@"), 10)));

    assertHolds(readable, entry(1));
    StoreException refused = failureInTime(() -> readable.putIfNewer("k", entry(2)));
    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused).hasMessageContaining("permission denied for table faults");
    loop.call(readable::close);
  }

  @Test
  void saysThatItHasNoMoreConnections() {
    sql("ALTER DATABASE laminar CONNECTION LIMIT 0");
    sql("CREATE USER guest");
    sql("GRANT ALL ON faults TO guest");

    Throwable failure =
        loop.failureOf(
            () ->
                RedshiftStore.open(
                    loop.vertx(), options(address().replace("laminar@", "guest@"), 10)));

    assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("53300");
    assertThat(((StoreException) failure).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  private PgConnection holdLock() {
    return loop.call(
        () ->
            PgConnection.connect(loop.vertx(), PgConnectOptions.fromUri(server.address()))
                .compose(
                    connection ->
                        connection.query("BEGIN; LOCK TABLE faults").execute().map(connection)));
  }

  /** Other sessions of which something is true. */
  private long sessions(String condition) {
    return sql("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND"
            + " backend_type = 'client backend' AND "
            + condition)
        .iterator()
        .next()
        .getLong(0);
  }

  private RowSet<Row> sql(String statement) {
    return loop.call(
        () ->
            PgConnection.connect(loop.vertx(), PgConnectOptions.fromUri(server.address()))
                .compose(
                    connection ->
                        connection.query(statement).execute().eventually(connection::close)));
  }

  /** The server's processes, of which each connection has one. */
  private void pauseAll(long postmaster) {
    server.pause();
    signal("-STOP", postmaster);
  }

  private void resumeAll(long postmaster) {
    signal("-CONT", postmaster);
    server.resume();
  }

  private static void signal(String signal, long parent) {
    ProcessHandle.of(parent).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(child -> run("kill", signal, Long.toString(child.pid())));
  }

  private static void run(String... command) {
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Future<Void> endOfTick() {
    Promise<Void> over = Promise.promise();
    loop.context().runOnContext(first -> loop.context().runOnContext(second -> over.complete()));
    return over.future();
  }

  private void awaitRecovery(long version) {
    awaitRecovery(store, version);
  }

  private void awaitRecovery(Store recovering, long version) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(StoreException.class::isInstance)
        .untilAsserted(
            () -> {
              loop.call(() -> recovering.putIfNewer("k", entry(version)));
              assertThat(loop.call(() -> recovering.get("k"))).isEqualTo(entry(version));
            });
  }

  private StoreException failureInTime(Supplier<? extends Future<?>> operation) {
    StoreException failure = lateOrLost(operation);
    assertThat(failure)
        .hasMessageStartingWith("redshift://127.0.0.1:" + server.port() + "/laminar: ");
    return failure;
  }

  private StoreException lateOrLost(Supplier<? extends Future<?>> operation) {
    long start = System.nanoTime();
    Throwable failure = loop.failureOf(operation);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(SLACK));
    assertThat(failure).isInstanceOf(StoreException.class);
    return (StoreException) failure;
  }

  private void put(String key, Entry entry) {
    unlessTheMachineStoodStill(() -> loop.call(() -> store.putIfNewer(key, entry)));
  }

  private void assertHolds(Store holding, Entry entry) {
    unlessTheMachineStoodStill(
        () -> assertThat(loop.call(() -> holding.get("k"))).isEqualTo(entry));
  }

  /**
   * What has a deadline may miss it while the machine does something else: then it is tried anew.
   */
  private static void unlessTheMachineStoodStill(ThrowingRunnable attempt) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(StoreException.class::isInstance)
        .untilAsserted(attempt);
  }

  private static Entry entry(long version) {
    return Entry.of(Buffer.buffer("v" + version), version);
  }
}
