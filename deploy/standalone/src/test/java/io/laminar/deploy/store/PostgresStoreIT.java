package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The contract on a real PostgreSQL, and what only PostgreSQL can get wrong. */
final class PostgresStoreIT extends StoreContract {

  private static final AtomicInteger TABLES = new AtomicInteger();

  private final String table = "contract_" + TABLES.incrementAndGet();

  @Override
  protected Future<Store> open(Vertx vertx) {
    return PostgresStore.open(
        vertx,
        new PostgresStore.Options(
            TestServers.postgres(), table, Duration.ofSeconds(30), 10_000, Duration.ofDays(7)));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    sql("INSERT INTO " + table + " (key, value) VALUES ($1, $2)", Tuple.of(key, value));
  }

  private RowSet<Row> sql(String statement, Tuple parameters) {
    return loop.call(
        () -> {
          SqlClient client =
              PgBuilder.client().connectingTo(TestServers.postgres()).using(loop.vertx()).build();
          return client.preparedQuery(statement).execute(parameters).eventually(client::close);
        });
  }

  @Test
  void indexesTheVersionsOfWhatIsWrittenFromNowOn() {
    long opened = HybridClock.atMicros((System.currentTimeMillis() + 1) * 1_000);

    long since = indexedSince(table);

    assertThat(since)
        .isBetween(opened - HybridClock.atMicros(Duration.ofMinutes(1).toMillis() * 1_000), opened);
  }

  @Test
  void leavesTheIndexOfAnEarlierVersionAlone() {
    String earlier = table + "_earlier";
    sql("CREATE TABLE " + earlier + " (key text PRIMARY KEY, value bytea)", Tuple.tuple());
    sql("ALTER TABLE " + earlier + " ADD version bigint NOT NULL DEFAULT 0", Tuple.tuple());
    sql("CREATE INDEX %1$s_version ON %1$s USING brin (version)".formatted(earlier), Tuple.tuple());

    Store adopted = loop.call(() -> opened(earlier));

    assertThat(indexOf(earlier)).contains("USING brin (version)");
    loop.call(adopted::close);
  }

  /** How the only index on the version was made. */
  private String indexOf(String named) {
    return sql(
            "SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE tablename = $1"
                + " AND indexdef LIKE '%(version)%'",
            Tuple.of(named))
        .iterator()
        .next()
        .getString(0);
  }

  private long indexedSince(String named) {
    String definition = indexOf(named);
    assertThat(definition).contains("USING btree (version) WHERE (version >= ");
    return Long.parseLong(definition.replaceFirst(".*>= '(\\d+)'.*", "$1"));
  }

  private Future<Store> opened(String named) {
    return PostgresStore.open(
        loop.vertx(),
        new PostgresStore.Options(
            TestServers.postgres(), named, Duration.ofSeconds(30), 100, Duration.ofDays(7)));
  }

  @Test
  void findsADeltaOfScatteredUpdatesByTheIndexThoughNothingWasAnalysed() {
    long since = indexedSince(table);
    plant(20_000, 100, since);
    Store reader = loop.call(() -> opened(table));

    TreeMap<String, Entry> delta = scanAll(reader, since + 1);
    loop.call(reader::close); // its counts are told at its end

    assertThat(delta).hasSize(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(readThroughTheIndex()).isBetween(200L, 2_000L));
  }

  @Test
  void showsAllOfADeltaThatIsTooLargeToBeCollected() {
    long since = indexedSince(table);
    plant(45_000, 2, since);

    assertThat(scanAll(store, since + 1)).hasSize(22_500);
  }

  /** As many rows, of which each {@code step}th has got a version of its own since. */
  private void plant(int rows, int step, long since) {
    sql(
        """
        INSERT INTO %s (key, value, version)
        SELECT 'user-' || md5(i::text), 'v', CASE WHEN i %% %d = 0 THEN %d + i ELSE 1 END
        FROM generate_series(1, %d) AS i
        """
            .formatted(table, step, since, rows),
        Tuple.tuple());
  }

  private TreeMap<String, Entry> scanAll(Store scanned, long since) {
    var found = new TreeMap<String, Entry>();
    for (String range : loop.call(() -> scanned.ranges(3))) {
      String cursor = "";
      do {
        String from = cursor;
        Store.Page page = loop.call(() -> scanned.scan(range, from, since, 100));
        page.entries().forEach(keyed -> found.put(keyed.key(), keyed.entry()));
        cursor = page.nextCursor();
      } while (!cursor.isEmpty());
    }
    return found;
  }

  private long readThroughTheIndex() {
    return sql(
            "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = $1",
            Tuple.of(table + "_version"))
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void adoptsATableThatAnOldSystemLeft() {
    String old = table + "_old";
    sql("CREATE TABLE " + old + " (key text PRIMARY KEY, value bytea NOT NULL)", Tuple.tuple());
    sql("INSERT INTO " + old + " VALUES ('k', 'v')", Tuple.tuple());

    Store adopted = loop.call(() -> opened(old));

    assertThat(loop.call(() -> adopted.get("k"))).isEqualTo(value("v", Entry.LEGACY_VERSION));
    loop.call(adopted::close);
  }

  @Test
  void sweepsExpiredRowsAndTombstonesWhoseLifeIsOver() {
    long now = System.currentTimeMillis();
    long longAgo = HybridClock.atMicros((now - Duration.ofDays(8).toMillis()) * 1_000);
    put("old tombstone".replace(' ', '-'), Entry.tombstone(longAgo));
    put("young-tombstone", Entry.tombstone(HybridClock.atMicros(now * 1_000)));
    put("kept", value("v", 1));
    sql("INSERT INTO " + table + " VALUES ('expired', 'v', 5, $1, false)", Tuple.of(now - 1_000));

    assertThat(loop.call(() -> store.sweep(100))).isEqualTo(2);
    assertThat(scanAll(0)).containsOnlyKeys("kept", "young-tombstone");
    assertThat(loop.call(() -> store.sweep(100))).isZero();
  }

  @Test
  void doesNotSweepARowThatIsBeingWrittenAnew() {
    sql("INSERT INTO " + table + " VALUES ('k', 'v', 5, 1, false)", Tuple.tuple()); // expired
    PgConnection writer =
        loop.call(
            () ->
                PgConnection.connect(
                    loop.vertx(), PgConnectOptions.fromUri(TestServers.postgres())));
    loop.call(() -> writer.query("BEGIN").execute());
    loop.call(
        () ->
            writer
                .query("UPDATE " + table + " SET value = 'w', version = 6, expires_at = 0")
                .execute());

    Future<Integer> sweep = loop.begin(() -> store.sweep(100));
    Awaitility.await().until(() -> sweep.isComplete() || isAnyoneWaiting());
    loop.call(() -> writer.query("COMMIT").execute());

    EventLoop.wait(sweep);
    assertThat(getAll("k")).containsExactly(value("w", 6));
    loop.call(writer::close);
  }

  /** True if a statement waits for another one's lock. */
  private boolean isAnyoneWaiting() {
    return sql("SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted", Tuple.tuple())
            .iterator()
            .next()
            .getLong("waiting")
        > 0;
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
    int shown = 0;
    for (String range : ranges) {
      shown += loop.call(() -> store.scan(range, "", 0, 10_000)).entries().size();
    }
    assertThat(shown).isEqualTo(2_000);
    assertThat(scanAll(0)).isEqualTo(written);
  }
}
