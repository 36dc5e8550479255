package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.redshift.RedshiftStore;
import io.laminar.migration.redshift.RedshiftSubset;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The contract in the dialect of Redshift, on a PostgreSQL in its place: no real Redshift is run
 * here. What the server received is checked against what Redshift documents.
 */
final class RedshiftStoreIT extends StoreContract {

  private static final AtomicInteger TABLES = new AtomicInteger();

  /** A line of the server's log, by the client that sent the statement. */
  private static final Pattern RECEIVED =
      Pattern.compile("client=vertx-pg-client LOG: +(?:statement|execute [^:]+): (.*)");

  private static EmbeddedPostgres server;

  private final String table = "contract_" + TABLES.incrementAndGet();

  @BeforeAll
  static void startServer() {
    server = TestServers.ownPostgres();
    try (var loop = new EventLoop()) {
      for (String setting : List.of("log_statement = 'all'", "log_line_prefix = 'client=%a '")) {
        raw(loop, "ALTER SYSTEM SET " + setting, Tuple.tuple());
      }
      raw(loop, "SELECT pg_reload_conf()", Tuple.tuple());
    }
  }

  @AfterAll
  static void receivedOnlyWhatRedshiftDocuments() throws IOException {
    server.stop();
    List<String> received = new ArrayList<>();
    for (String line : Files.readAllLines(server.log())) {
      Matcher statement = RECEIVED.matcher(line);
      if (statement.matches() && !statement.group(1).equals("SELECT 1")) {
        received.add(statement.group(1));
      }
    }
    assertThat(received)
        .anyMatch(statement -> statement.startsWith("MERGE INTO contract_"))
        .anyMatch(statement -> statement.startsWith("LOCK TABLE contract_"));
    assertThat(received).allSatisfy(RedshiftSubset::requireOfStandIn);
  }

  @Override
  protected Future<Store> open(Vertx vertx) {
    return open(vertx, table);
  }

  private static Future<Store> open(Vertx vertx, String table) {
    return RedshiftStore.open(
        vertx,
        new RedshiftStore.Options(
            address(), table, Duration.ofSeconds(30), 10_000, Duration.ofDays(7)));
  }

  private static String address() {
    return server.address().replaceFirst("^postgresql:", "redshift:");
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    sql("INSERT INTO " + table + " (key, value) VALUES ($1, $2)", Tuple.of(key, value));
  }

  private RowSet<Row> sql(String statement, Tuple parameters) {
    return raw(loop, statement, parameters);
  }

  private static RowSet<Row> raw(EventLoop loop, String statement, Tuple parameters) {
    return loop.call(
        () -> {
          SqlClient client =
              PgBuilder.client()
                  .connectingTo(
                      PgConnectOptions.fromUri(server.address())
                          .setProperties(Map.of("application_name", "the test itself")))
                  .using(loop.vertx())
                  .build();
          return client.preparedQuery(statement).execute(parameters).eventually(client::close);
        });
  }

  @Test
  void isOpenedByItsAddressWithADeadlineThatSuitsIt() {
    var address = new StoreAddress(address(), table + "_opened", Format.PLAIN);

    Store opened =
        loop.call(
            () ->
                address.open(
                    loop.vertx(), new StoreLimits(Duration.ofMillis(1), 100, Duration.ofDays(7))));

    assertThat(loop.call(() -> opened.putIfNewer("k", value("v", 1)))).isTrue();
    assertThat(address.carriesVersions()).isTrue();
    assertThat(address.toString()).startsWith("redshift://127.0.0.1:").doesNotContain("@");
    loop.call(opened::close);
  }

  @Test
  void saysThatAPostgresIsInTheServersPlace() {
    assertThat(store.capabilities().engine()).isEqualTo("PostgreSQL in Redshift's place");
  }

  @Test
  void writesOneRowPerKeyThoughNothingEnforcesIt() {
    List<Store> stores = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stores.add(loop.call(() -> open(loop.vertx())));
    }

    loop.call(
        () ->
            Future.all(
                IntStream.range(0, 200)
                    .mapToObj(i -> stores.get(i % 4).putIfNewer("k" + i % 5, value("v" + i, i + 1)))
                    .toList()));

    assertThat(sql("SELECT count(*) FROM " + table, Tuple.tuple()).iterator().next().getLong(0))
        .isEqualTo(5);
    assertThat(sql("SELECT 1 FROM pg_indexes WHERE tablename = $1", Tuple.of(table)).size())
        .as("unique indexes")
        .isZero();
    for (int i = 0; i < 5; i++) {
      assertThat(get("k" + i).version()).isEqualTo(196 + i);
    }
    stores.forEach(other -> loop.call(other::close));
  }

  @Test
  void readsTheNewestOfTwoRowsWithOneKey() {
    plantLegacy("k", Buffer.buffer("legacy"));
    sql(
        "INSERT INTO " + table + " VALUES ('k', $1, 7, 0, false)",
        Tuple.of(Buffer.buffer("newest")));
    plantLegacy("k", Buffer.buffer("legacy"));
    put("l", value("other", 1));

    assertThat(get("k")).isEqualTo(value("newest", 7));
    assertThat(scanAll(0))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("k", value("newest", 7), "l", value("other", 1)));
    Store.Page page = loop.call(() -> store.scan(" ", "", 0, 1));
    assertThat(page.entries()).containsExactly(new KeyedEntry("k", value("newest", 7)));
    assertThat(put("k", value("older", 6))).isFalse();
    assertThat(put("k", value("newer", 8))).isTrue();
    assertThat(getAll("k")).containsExactly(value("newer", 8));
  }

  @Test
  void holdsValuesOfSeveralPieces() {
    byte[] bytes = new byte[store.capabilities().maxValueBytes()];
    new java.util.Random(5).nextBytes(bytes);
    for (int size : List.of(31_999, 32_000, 32_001, 64_000, 64_001, bytes.length)) {
      Entry entry = Entry.of(Buffer.buffer(java.util.Arrays.copyOf(bytes, size)), size);
      assertThat(put("k" + size, entry)).isTrue();
      assertThat(get("k" + size)).isEqualTo(entry);
    }
  }

  @Test
  void adoptsATableThatAnOldSystemLeft() {
    String old = table + "_old";
    sql("CREATE TABLE " + old + " (key varchar(250), value bytea)", Tuple.tuple());
    sql("INSERT INTO " + old + " VALUES ('k', 'v')", Tuple.tuple());

    Store adopted = loop.call(() -> open(loop.vertx(), old));

    assertThat(loop.call(() -> adopted.get("k"))).isEqualTo(value("v", Entry.LEGACY_VERSION));
    assertThat(loop.call(() -> adopted.putIfNewer("k", value("new", 1)))).isTrue();
    loop.call(adopted::close);
  }

  @Test
  void isOpenedByManyAtOnceBeforeThereIsATable() {
    String fresh = table + "_fresh";

    List<Store> stores =
        loop.call(
                () ->
                    Future.all(
                        IntStream.range(0, 8).mapToObj(i -> open(loop.vertx(), fresh)).toList()))
            .list();

    assertThat(loop.call(() -> stores.get(0).putIfNewer("k", value("v", 1)))).isTrue();
    assertThat(loop.call(() -> stores.get(7).get("k"))).isEqualTo(value("v", 1));
    stores.forEach(other -> loop.call(other::close));
  }

  @Test
  void refusesATableWhoseValuesAreText() {
    String text = table + "_text";
    sql("CREATE TABLE " + text + " (key varchar(250), value varchar(250))", Tuple.tuple());

    Throwable failure = loop.failureOf(() -> open(loop.vertx(), text));

    assertThat(failure)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("VARCHAR");
  }

  @Test
  void triesAgainWhenItsTransactionLostAgainstAnother() {
    sql("CREATE SEQUENCE " + table + "_tries", Tuple.tuple());
    sql(
        "CREATE FUNCTION "
            + table
            + "_lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF nextval(''"
            + table
            + "_tries'') < 3 THEN RAISE ''lost'' USING ERRCODE = ''40001''; END IF; RETURN NEW;"
            + " END'",
        Tuple.tuple());
    sql(
        "CREATE TRIGGER lose BEFORE INSERT ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_lose()",
        Tuple.tuple());

    assertThat(put("k", value("v", 1))).isTrue();
    assertThat(get("k")).isEqualTo(value("v", 1));
    assertThat(
            sql("SELECT nextval('" + table + "_tries')", Tuple.tuple())
                .iterator()
                .next()
                .getLong(0))
        .isEqualTo(4);
  }

  @Test
  void leavesNothingOfATransactionThatFailed() {
    put("a", value("before", 1));
    sql("ALTER TABLE " + table + " ADD CONSTRAINT few CHECK (key <> 'forbidden')", Tuple.tuple());

    Throwable failure =
        loop.failureOf(
            () ->
                store.putAllIfNewer(
                    List.of(
                        new KeyedEntry("a", value("after", 2)),
                        new KeyedEntry("forbidden", value("v", 2)))));

    assertThat(failure)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("few")
        .hasMessageStartingWith("redshift://127.0.0.1:");
    assertThat(get("a")).isEqualTo(value("before", 1));
    assertThat(put("a", value("again", 2))).isTrue();
  }

  @Test
  void sweepsExpiredRowsAndTombstonesWhoseLifeIsOver() {
    long now = System.currentTimeMillis();
    long longAgo = HybridClock.atMicros((now - Duration.ofDays(8).toMillis()) * 1_000);
    put("old-tombstone", Entry.tombstone(longAgo));
    put("young-tombstone", Entry.tombstone(HybridClock.atMicros(now * 1_000)));
    put("kept", value("v", 1));
    sql("INSERT INTO " + table + " VALUES ('expired', 'v', 5, $1, false)", Tuple.of(now - 1_000));

    assertThat(loop.call(() -> store.sweep(1))).isEqualTo(1);
    assertThat(loop.call(() -> store.sweep(100))).isEqualTo(1);
    assertThat(scanAll(0)).containsOnlyKeys("kept", "young-tombstone");
    assertThat(loop.call(() -> store.sweep(100))).isZero();
  }

  @Test
  void splitsItsKeysIntoRangesThatCoverEverythingOnce() {
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 2_000; i++) {
      written.put("user-" + i, value("v", 1));
    }
    putMany(written);

    List<String> ranges = loop.call(() -> store.ranges(4));

    assertThat(ranges).hasSize(4);
    for (String range : ranges) {
      assertThat(loop.call(() -> store.scan(range, "", 0, 10_000)).entries()).hasSize(500);
    }
    assertThat(scanAll(0)).isEqualTo(written);
  }
}
