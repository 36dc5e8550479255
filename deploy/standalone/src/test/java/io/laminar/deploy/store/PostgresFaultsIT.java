package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PostgreSQL in trouble. */
final class PostgresFaultsIT extends StoreFaults {

  private static EmbeddedPostgres server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownPostgres("max_connections=8", "superuser_reserved_connections=1");
    try (var loop = new EventLoop()) {
      run(loop, "CREATE ROLE guarded LOGIN PASSWORD 's3cret'");
      run(
          loop,
          """
          DO $$ BEGIN EXECUTE format(
            'COPY (VALUES (''host all guarded 127.0.0.1/32 scram-sha-256''),'
              '(''host all all 127.0.0.1/32 trust'')) TO %L', current_setting('hba_file'));
          END $$
          """);
      run(loop, "SELECT pg_reload_conf()");
      Awaitility.await().until(() -> loop.call(() -> asksForAPassword(loop.vertx())));
    }
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  private static Future<Boolean> asksForAPassword(Vertx vertx) {
    return PgConnection.connect(
            vertx, "postgresql://guarded@127.0.0.1:" + server.port() + "/laminar")
        .compose(connection -> connection.close().map(false))
        .otherwise(true);
  }

  private static void run(EventLoop loop, String statement) {
    loop.call(
        () ->
            PgConnection.connect(loop.vertx(), server.address())
                .compose(
                    connection ->
                        connection.query(statement).execute().eventually(connection::close)));
  }

  @Override
  EmbeddedServer server() {
    return server;
  }

  @Override
  String address(int port) {
    return "postgresql://laminar@127.0.0.1:" + port + "/laminar";
  }

  @Override
  Future<Store> opening(String address, String name) {
    return PostgresStore.open(
        loop.vertx(),
        new PostgresStore.Options(address, name, DEADLINE, MAX_IN_FLIGHT, Duration.ofDays(7)));
  }

  private void sql(String statement) {
    run(loop, statement);
  }

  @Test
  void saysThatTheServerIsOutOfConnectionsAndTakesTheNextThatIsFree() {
    Store store = open();
    loop.call(() -> store.putIfNewer("k", entry(1)));
    List<PgConnection> others = takeAllConnections();

    StoreException opening = failureOf(() -> opening(address(server.port()), name));
    assertThat(loop.call(() -> store.get("k"))).as("the one it has").isEqualTo(entry(1));
    PgConnection first = others.remove(0);
    terminateOthersAndTakeTheirPlace(first, others);
    StoreException running =
        Awaitility.await()
            .until(
                () -> failureOf(() -> store.get("k")),
                failure -> failure.getMessage().contains("53300"));
    others.forEach(other -> loop.call(other::close));
    loop.call(first::close);

    assertThat(List.of(opening, running))
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(failure)
                  .hasMessageContaining("127.0.0.1:" + server.port())
                  .hasMessageContaining("SQLSTATE 53300")
                  .hasMessageContaining("raise max_connections");
            });
    recovers(store);
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
  }

  private List<PgConnection> takeAllConnections() {
    List<PgConnection> taken = new ArrayList<>();
    while (true) {
      var more =
          loop.call(
              () ->
                  PgConnection.connect(loop.vertx(), server.address())
                      .<List<PgConnection>>map(List::of)
                      .otherwise(List.of()));
      if (more.isEmpty()) {
        return taken;
      }
      taken.addAll(more);
    }
  }

  /** Ends the store's connection, until another was faster than the store to take its place. */
  private void terminateOthersAndTakeTheirPlace(PgConnection by, List<PgConnection> taken) {
    String mine =
        taken.stream()
            .map(connection -> Integer.toString(connection.processId()))
            .reduce(Integer.toString(by.processId()), (a, b) -> a + "," + b);
    Awaitility.await()
        .until(
            () -> {
              loop.call(
                  () ->
                      by.query(
                              "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
                                  + " WHERE backend_type = 'client backend' AND pid NOT IN ("
                                  + mine
                                  + ")")
                          .execute());
              List<PgConnection> more = takeAllConnections();
              taken.addAll(more);
              return !more.isEmpty();
            });
  }

  @Test
  void refusesAWrongPasswordOrNoneWithoutShowingIt() {
    String host = "127.0.0.1:" + server.port() + "/laminar";

    StoreException wrong = failureOf(() -> opening("postgresql://guarded:wr0ng@" + host, name));
    StoreException none = failureOf(() -> opening("postgresql://guarded@" + host, name));

    assertThat(List.of(wrong, none))
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
              assertThat(failure)
                  .hasMessageStartingWith("postgresql://" + host + ": connect: ")
                  .hasMessageContaining("check user and password in the address of the store")
                  .hasMessageNotContaining("wr0ng");
            });
    assertThat(wrong).hasMessageContaining("SQLSTATE 28P01");
  }

  @Test
  void needsNoMoreThanRightsOnItsTableAndSaysWhichAreMissing() {
    loop.call(open()::close);
    StoreException none = failureOf(() -> openingAsGuarded().compose(store -> store.get("k")));
    sql("GRANT SELECT ON " + name + " TO guarded");
    Store reader = loop.call(this::openingAsGuarded);
    StoreException put = failureOf(() -> reader.putIfNewer("k", entry(1)));
    sql("GRANT INSERT, UPDATE, DELETE ON " + name + " TO guarded");

    assertThat(loop.call(() -> reader.putIfNewer("k", entry(1)))).isTrue();
    assertThat(List.of(none, put)).extracting(StoreException::kind).containsOnly(Kind.REFUSED);
    assertThat(put)
        .hasMessageContaining("put: permission denied")
        .hasMessageContaining("SQLSTATE 42501")
        .hasMessageContaining("grant the user SELECT, INSERT, UPDATE and DELETE");
    loop.call(reader::close);
  }

  private Future<Store> openingAsGuarded() {
    return opening("postgresql://guarded:s3cret@127.0.0.1:" + server.port() + "/laminar", name);
  }

  @Test
  void refusesATableWhoseColumnsAreOfAnotherType() {
    sql("CREATE TABLE " + name + " (key text PRIMARY KEY, value text)");

    StoreException refused = failureOf(() -> opening(address(server.port()), name));

    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused)
        .hasMessageContaining("use table " + name)
        .hasMessageContaining("column value must be of type bytea, is text; change it");
  }

  @Test
  void refusesATableThatMayHoldAKeyTwice() {
    sql("CREATE TABLE " + name + " (key text, value bytea, PRIMARY KEY (key, value))");

    assertThat(failureOf(() -> opening(address(server.port()), name)))
        .hasMessageContaining("primary key on the column key alone");
  }

  @Test
  void saysThatItsTableWasTakenAwayAndWhatToDo() {
    Store store = open();
    sql("DROP TABLE " + name);

    StoreException gone = failureOf(() -> store.get("k"));

    assertThat(gone.kind()).isEqualTo(Kind.REFUSED);
    assertThat(gone)
        .hasMessageContaining("\"" + name + "\" does not exist")
        .hasMessageContaining("open the store again");
    Store again = open();
    assertThat(loop.call(() -> again.get("k"))).isEqualTo(Entry.ABSENT);
  }

  @Test
  void connectsAgainWhenItsConnectionIsEndedOnTheServer() {
    Store store = open();
    loop.call(() -> store.putIfNewer("k", entry(1)));

    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");

    recovers(store);
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(entry(1));
  }

  @Test
  void endsInTimeBehindALockThatAnotherClientHolds() {
    Store store = open();
    PgConnection other = loop.call(() -> PgConnection.connect(loop.vertx(), server.address()));
    loop.call(() -> other.query("BEGIN; LOCK TABLE " + name).execute());

    StoreException late = failureOf(() -> store.putIfNewer("k", entry(1)));
    loop.call(() -> other.query("COMMIT").execute());

    assertThat(late.kind()).isEqualTo(Kind.LATE);
    recovers(store);
    loop.call(other::close);
  }

  @Test
  void showsNoPasswordOfAnAddressThatIsNone() {
    Throwable failure =
        loop.failureOf(() -> opening("postgresql://laminar:s3cret[x@127.0.0.1:1/laminar", name));

    assertThat(failure)
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("postgresql://127.0.0.1:1/laminar")
        .hasMessageContaining("%XX")
        .hasMessageNotContaining("s3cret");
  }
}
