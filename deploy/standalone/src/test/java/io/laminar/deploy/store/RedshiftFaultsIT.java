package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.redshift.RedshiftStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A PostgreSQL in Redshift's place in trouble. A write is a transaction of several statements on a
 * connection of its own.
 */
final class RedshiftFaultsIT extends StoreFaults {

  private static EmbeddedPostgres server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownPostgres();
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
    return addressAs("laminar", port);
  }

  private static String addressAs(String credentials) {
    return addressAs(credentials, server.port());
  }

  private static String addressAs(String credentials, int port) {
    return "redshift://" + credentials + "@127.0.0.1:" + port + "/laminar";
  }

  @Override
  Future<Store> opening(String address, String name) {
    return opening(address, DEADLINE, MAX_IN_FLIGHT);
  }

  private Future<Store> opening(String address, Duration deadline, int maxInFlight) {
    return RedshiftStore.open(
        loop.vertx(),
        new RedshiftStore.Options(address, name, deadline, maxInFlight, Duration.ofDays(7)));
  }

  /** A put waits for some ten answers, and for as many of a new connection. */
  @Override
  Duration bearableDelay() {
    return DEADLINE.dividedBy(40);
  }

  /** Reads give up their connection after some that were late, writes theirs each time. */
  @Override
  void assertSilent(Collection<StoreException> failures) {
    assertThat(failures).extracting(StoreException::kind).containsOnly(Kind.LATE, Kind.UNREACHABLE);
  }

  /** The transaction is rolled back. */
  @Override
  Entry afterTheCut() {
    return entry(1);
  }

  @Test
  void endsWhatIsUnderWayWhenTheServerIsKilled() {
    Store store = open();
    PgConnection holder = holdLock();
    Future<StoreException> waiting =
        loop.begin(
            () ->
                store
                    .putIfNewer("k", entry(2))
                    .transform(put -> Future.succeededFuture((StoreException) put.cause())));

    server.kill();

    assertThat(EventLoop.wait(waiting).kind()).isIn(Kind.LATE, Kind.UNREACHABLE);
    loop.call(() -> holder.close().otherwiseEmpty());
    server.start();
    recovers(store);
  }

  @Test
  void endsAWriteThatWaitsForALockAndWritesNothingLater() {
    Store store = open();
    write(store, entry(1));
    PgConnection holder = holdLock();

    StoreException late = failureOf(() -> store.putIfNewer("k", entry(2)));
    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(late).hasMessageContaining("no answer within");
    loop.call(holder::close);

    Awaitility.await().until(() -> sessions("wait_event_type = 'Lock'") == 0);
    Awaitility.await().until(() -> sessions("state <> 'idle'") == 0);
    assertThat(read(store)).isEqualTo(entry(1));
    write(store, entry(3));
    assertThat(read(store)).isEqualTo(entry(3));
  }

  @Test
  void letsWritersOfTwoConnectionsTakeTurns() {
    Duration patience = Duration.ofSeconds(60);
    Store one = loop.call(() -> opening(addressAs("laminar"), patience, 1_000));
    Store other = loop.call(() -> opening(addressAs("laminar"), patience, 1_000));
    List<Future<Boolean>> puts = new ArrayList<>();

    loop.call(
        () -> {
          IntStream.range(2, 40)
              .forEach(i -> puts.add((i % 2 == 0 ? one : other).putIfNewer("k", entry(i))));
          return Future.all(puts);
        });

    assertThat(read(one)).isEqualTo(entry(39));
    loop.call(one::close);
    loop.call(other::close);
  }

  @Test
  void refusesMoreWritesThanMayWait() {
    Store narrow = loop.call(() -> opening(addressAs("laminar"), DEADLINE, 16));
    PgConnection holder = holdLock();
    List<Future<Boolean>> puts = new ArrayList<>();
    loop.call(
        () -> {
          puts.add(narrow.putIfNewer("first", entry(1)));
          return endOfTick();
        });

    StoreException refused =
        failureOf(
            () -> {
              IntStream.range(0, 16).forEach(i -> puts.add(narrow.putIfNewer("k" + i, entry(1))));
              return narrow.putIfNewer("one-too-many", entry(1));
            });

    assertThat(refused.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(refused).hasMessageContaining("raise store.max-in-flight");
    loop.call(holder::close);
    loop.call(() -> Future.join(puts).otherwiseEmpty());
    loop.call(narrow::close);
  }

  @Test
  void refusesAWrongPasswordWithoutSayingIt() {
    sql("CREATE USER guarded SUPERUSER PASSWORD 'right'");
    sql(
        "DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(ARRAY[''host all guarded 127.0.0.1/32"
            + " scram-sha-256'', ''host all all 127.0.0.1/32 trust''])) TO %L',"
            + " current_setting('hba_file')); END $$");
    sql("SELECT pg_reload_conf()");

    StoreException refused =
        Awaitility.await()
            .ignoreExceptionsMatching(AssertionError.class::isInstance) // not yet reloaded
            .until(
                () -> failureOf(() -> opening(addressAs("guarded:guessed"), name)),
                failure -> failure.kind() == Kind.REFUSED);

    assertThat(refused)
        .hasMessageStartingWith("redshift://127.0.0.1:" + server.port() + "/laminar: connect: ")
        .hasMessageContaining("28P01")
        .hasMessageContaining("check user and password in the address of the store")
        .hasMessageNotContaining("guessed");
    assertThat(read(open(addressAs("guarded:right")))).isEqualTo(Entry.ABSENT);
  }

  @Test
  void saysWhatAUserMayNotDo() {
    write(open(), entry(1));
    sql("CREATE USER reader");
    sql("GRANT SELECT ON " + name + " TO reader");
    Store readable = open(addressAs("reader"));

    StoreException refused = failureOf(() -> readable.putIfNewer("k", entry(2)));

    assertThat(read(readable)).isEqualTo(entry(1));
    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused).hasMessageContaining("permission denied for table " + name);
  }

  @Test
  void saysThatItHasNoMoreConnections() {
    loop.call(open()::close);
    sql("CREATE USER guest");
    sql("GRANT ALL ON " + name + " TO guest");
    sql("ALTER DATABASE laminar CONNECTION LIMIT 0"); // a superuser is above it

    StoreException full = failureOf(() -> opening(addressAs("guest"), name));
    sql("ALTER DATABASE laminar CONNECTION LIMIT -1");

    assertThat(full.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(full).hasMessageContaining("53300").hasMessageContaining("raise max_connections");
    assertThat(read(open(addressAs("guest")))).isEqualTo(Entry.ABSENT);
  }

  private PgConnection holdLock() {
    return loop.call(
        () ->
            PgConnection.connect(loop.vertx(), PgConnectOptions.fromUri(server.address()))
                .compose(
                    connection ->
                        connection.query("BEGIN; LOCK TABLE " + name).execute().map(connection)));
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

  private Future<Void> endOfTick() {
    Promise<Void> over = Promise.promise();
    loop.context().runOnContext(first -> loop.context().runOnContext(second -> over.complete()));
    return over.future();
  }
}
