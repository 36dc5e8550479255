package io.laminar.migration.redshift;

import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.redshift.RedshiftSql.Statement;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Support;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Keys;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.TickJoiner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Entries as rows of one Redshift table: key, value, version, expiry and tombstone are its columns.
 *
 * <p>A batch store. Redshift has no index and no conditional insert and does not enforce keys, so
 * every write is a transaction: lock the table, stage the rows in a temporary table, drop those
 * that are not newer, merge. Writes that come while one is under way are gathered for the next.
 * While the lock is held readers wait too. Use it as the source or the target of copies; a bidder's
 * reads belong elsewhere. A range is {@code "from to"}, as in PostgreSQL.
 */
public final class RedshiftStore implements Store {

  /** What a table may be called. */
  public static final Pattern LEGAL_TABLE = Pattern.compile("[a-z][a-z0-9_]{0,54}");

  /**
   * Redshift needs tens of milliseconds to plan a statement and seconds to merge, so a shorter
   * deadline than this makes no sense.
   */
  public static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(30);

  /** A {@code varbyte}'s most when the type was new; later clusters take 16 MB. */
  static final int MAX_VALUE_BYTES = 1_024_000;

  private static final Duration SLOW = Duration.ofMinutes(5);
  private static final int MAX_JOINED = 512;
  private static final int MAX_CREATORS = 5;

  private final PostgresLink link;
  private final String table;
  private final RedshiftSql sql;
  private final Capabilities capabilities;
  private final Duration deadline;
  private final long tombstoneMillis;
  private final TickJoiner<String, Entry> gets;
  private final TableWrites writes;

  private RedshiftStore(Vertx vertx, PostgresLink link, Dialect dialect, Options options) {
    this.link = link;
    this.table = options.table();
    this.sql = new RedshiftSql(dialect, table);
    this.capabilities = capabilities(dialect);
    this.deadline = options.deadline();
    this.tombstoneMillis = options.tombstoneLife().toMillis();
    var context = vertx.getOrCreateContext();
    this.gets = new TickJoiner<>(context, MAX_JOINED, this::readJoined);
    this.writes = new TableWrites(context, link, sql, deadline, options.maxInFlight());
  }

  /** On Redshift itself. */
  public static final Capabilities CAPABILITIES = capabilities(Dialect.REDSHIFT);

  private static Capabilities capabilities(Dialect dialect) {
    return new Capabilities(
        dialect.engine(),
        Map.of(
            Feature.EXPIRY, Support.faked("reads leave expired rows out; a sweep removes them"),
            Feature.CONDITIONAL_PUT,
                Support.faked("lock, stage, MERGE: a transaction, seconds; readers wait for it"),
            Feature.SCAN, Support.by("pages in the order of the sort key, in ranges"),
            Feature.COUNTER, Support.faked("compare-and-set loop: a read and a transaction"),
            Feature.CHANGE_STREAM, Support.none("Redshift has none")),
        Keys.MAX_BYTES,
        MAX_VALUE_BYTES);
  }

  /**
   * What a store needs to know.
   *
   * @param uri such as {@code redshift://user:password@host:5439/db?sslmode=require}; a PostgreSQL
   *     of version 15 or later may be there instead
   * @param table matches {@link #LEGAL_TABLE}
   * @param deadline for one operation; see {@link #SHORTEST_DEADLINE}
   * @param maxInFlight operations that may wait for an answer
   * @param tombstoneLife how long {@link #sweep} leaves a tombstone; longer than any migration
   */
  public record Options(
      String uri, String table, Duration deadline, int maxInFlight, Duration tombstoneLife) {
    public Options {
      requireLegal(uri);
      if (!LEGAL_TABLE.matcher(table).matches()) {
        throw new IllegalArgumentException(
            "table must match " + LEGAL_TABLE.pattern() + ", was \"" + table + "\"");
      }
    }
  }

  /**
   * Refuses an address that is none.
   *
   * @throws IllegalArgumentException with what is allowed and without the password
   */
  public static void requireLegal(String uri) {
    new RedshiftAddress(uri).connectOptions();
  }

  /** Opens a connection on the current context and makes sure of the table. */
  public static Future<Store> open(Vertx vertx, Options options) {
    var address = new RedshiftAddress(options.uri());
    return PostgresLink.connected(
            vertx,
            address.connectOptions(),
            address.toString(),
            options.deadline(),
            options.maxInFlight())
        .compose(
            link ->
                dialectOf(link)
                    .map(dialect -> new RedshiftStore(vertx, link, dialect, options))
                    .compose(store -> store.prepare(MAX_CREATORS).<Store>map(store))
                    .recover(failure -> link.close().transform(x -> Future.failedFuture(failure))));
  }

  private static Future<Dialect> dialectOf(PostgresLink link) {
    return link.script("ask for the version", RedshiftSql.version().text(), SLOW)
        .map(rows -> Dialect.of(rows.iterator().next().getString(0)));
  }

  /** Changes the table only if something is missing: who only reads and writes needs no more. */
  private Future<Void> prepare(int attempts) {
    return link.script("look at the table", sql.columns().text(), SLOW)
        .recover(
            failure ->
                RedshiftTable.isMissing(failure)
                    ? link.script("create table", sql.createTable().text(), SLOW)
                        .compose(
                            made -> link.script("look at the table", sql.columns().text(), SLOW))
                    : Future.failedFuture(failure))
        .compose(
            rows -> {
              RedshiftTable.requireBytes(link.address(), table, rows);
              return missing(rows).isEmpty()
                  ? Future.<Void>succeededFuture()
                  : writes.inTransaction("prepare table", SLOW, this::addMissing);
            })
        .recover(
            failure ->
                attempts > 1 && RedshiftTable.isThereAlready(failure)
                    ? prepare(attempts - 1)
                    : Future.failedFuture(failure));
  }

  private Future<Void> addMissing(TableTransaction transaction) {
    return transaction
        .run(sql.columns())
        .compose(
            rows -> {
              Future<Void> added = Future.succeededFuture();
              for (Statement missing : missing(rows)) {
                added = added.compose(before -> transaction.run(missing).mapEmpty());
              }
              return added;
            });
  }

  private List<Statement> missing(RowSet<Row> noRows) {
    Map<String, Statement> all = new LinkedHashMap<>();
    all.put("version", sql.addVersion());
    all.put("expires_at", sql.addExpiry());
    all.put("tombstone", sql.addTombstone());
    all.keySet().removeAll(noRows.columnsNames());
    return List.copyOf(all.values());
  }

  @Override
  public String name() {
    return "redshift:" + table;
  }

  @Override
  public Future<Entry> get(String key) {
    return KeySpace.WHOLE.checked(key, gets::ask);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return KeySpace.WHOLE.checkedAll(keys, () -> read(keys, 0, new ArrayList<>(keys.size())));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return KeySpace.WHOLE.checkedEntries(
        entries,
        capabilities,
        () ->
            entries.isEmpty() ? Future.succeededFuture(List.of()) : writes.putAllIfNewer(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return KeySpace.WHOLE.checked(
        key,
        legal -> {
          expected.requireNotAfter(next);
          capabilities.requireFits(key, next);
          long now = System.currentTimeMillis();
          var written = new KeyedEntry(legal, next.settledAt(now));
          return writes.inTransaction(
              "compare and set",
              deadline,
              transaction ->
                  transaction
                      .run(sql.get(1), Tuple.of(legal))
                      .map(rows -> Rows.inOrder(List.of(legal), rows, now).get(0))
                      .compose(
                          there ->
                              isSame(there, expected)
                                  ? transaction.put(written).map(true)
                                  : Future.succeededFuture(false)));
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return KeySpace.WHOLE.checked(
        key,
        legal ->
            writes.inTransaction(
                "purge",
                deadline,
                transaction ->
                    transaction
                        .run(sql.purge(), Tuple.of(legal, version))
                        .map(rows -> rows.rowCount() > 0)));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return link.script("split", sql.boundaries(wanted).text(), SLOW)
        .map(RedshiftTable::rangesBetween);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    int space = range.indexOf(' ');
    if (space < 0) {
      return Future.failedFuture(
          new IllegalArgumentException(name() + ": no such range: " + range));
    }
    String after = cursor.isEmpty() ? range.substring(0, space) : cursor;
    String to = range.substring(space + 1);
    Statement statement = to.isEmpty() ? sql.scanToEnd(limit) : sql.scan(limit);
    Tuple parameters =
        to.isEmpty() ? Tuple.of(after, sinceVersion) : Tuple.of(after, sinceVersion, to);
    return link.statement("scan", statement.text(), parameters, SLOW)
        .map(
            rows -> {
              String last = "";
              for (Row row : rows) {
                last = row.getString(0);
              }
              return new Page(
                  Rows.sorted(rows, System.currentTimeMillis()), rows.size() < limit ? "" : last);
            });
  }

  @Override
  public Future<Long> estimateSize() {
    return link.script("count", sql.count().text(), SLOW)
        .map(rows -> rows.iterator().next().getLong("entries"));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    long now = System.currentTimeMillis();
    long oldest = HybridClock.atMicros(Math.max(0, now - tombstoneMillis) * 1_000);
    int most = Math.min(limit, RedshiftSql.LIST_SIZES.get(RedshiftSql.LIST_SIZES.size() - 1));
    return link.statement("sweep", sql.over(most).text(), Tuple.of(now, oldest), SLOW)
        .compose(
            rows -> {
              var keys = new TreeSet<String>();
              rows.forEach(row -> keys.add(row.getString(0)));
              return keys.isEmpty()
                  ? Future.succeededFuture(0)
                  : writes.inTransaction(
                      "sweep",
                      SLOW,
                      transaction ->
                          transaction
                              .run(
                                  sql.sweep(RedshiftSql.padded(List.copyOf(keys)).size()),
                                  withKeys(Tuple.of(now, oldest), List.copyOf(keys)))
                              .map(RowSet::rowCount));
            });
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private static boolean isSame(Entry there, Entry expected) {
    return there.version() == expected.version()
        && there.tombstone() == expected.tombstone()
        && there.value().equals(expected.value());
  }

  private Future<List<Entry>> read(List<String> keys, int from, List<Entry> done) {
    if (from >= keys.size()) {
      return Future.succeededFuture(done);
    }
    int to = Math.min(keys.size(), from + MAX_JOINED);
    return readJoined(keys.subList(from, to))
        .compose(
            entries -> {
              done.addAll(entries);
              return read(keys, to, done);
            });
  }

  private Future<List<Entry>> readJoined(List<String> keys) {
    Statement statement = sql.get(RedshiftSql.padded(keys).size());
    return link.statement("get", statement.text(), withKeys(Tuple.tuple(), keys))
        .map(rows -> Rows.inOrder(keys, rows, System.currentTimeMillis()));
  }

  private static Tuple withKeys(Tuple parameters, List<String> keys) {
    RedshiftSql.padded(keys).forEach(parameters::addString);
    return parameters;
  }
}
