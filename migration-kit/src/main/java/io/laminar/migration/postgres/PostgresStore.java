package io.laminar.migration.postgres;

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
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Entries as rows of one table: key, value, version, expiry and tombstone are its columns.
 *
 * <p>A table that an old system left with only {@code key} and {@code value} gets the other columns
 * added, with defaults that make its rows legacy entries. Look-ups and puts of one event-loop tick
 * travel as one statement each. PostgreSQL does not expire rows: reads leave expired ones out, and
 * {@link #sweep} removes them. A range is {@code "from to"}: the keys after {@code from} up to and
 * including {@code to}, in byte order; either may be empty.
 */
public final class PostgresStore implements Store {

  /** What a table may be called. */
  public static final Pattern LEGAL_TABLE = Pattern.compile("[a-z][a-z0-9_]{0,54}");

  private static final int MAX_JOINED = 512;
  private static final int SAMPLED_ROWS = 10_000;

  /**
   * Before the key in the cursor of a delta that is too large to be asked again how large it is.
   */
  private static final String WALKS = " ";

  private static final Duration SLOW = Duration.ofSeconds(30);

  /** A bytea holds 1 GB; a statement's parameters must fit a message with all its rows. */
  private static final int MAX_VALUE_BYTES = 64 * 1024 * 1024;

  /** What PostgreSQL can do and hold, wherever it is. */
  public static final Capabilities CAPABILITIES =
      new Capabilities(
          "PostgreSQL 18",
          Map.of(
              Feature.EXPIRY, Support.faked("reads leave expired rows out; a sweep removes them"),
              Feature.CONDITIONAL_PUT,
                  Support.by("INSERT … ON CONFLICT … WHERE, many rows at once"),
              Feature.SCAN, Support.by("pages by primary key, in ranges"),
              Feature.COUNTER,
                  Support.faked("compare-and-set loop: two round trips, more if raced"),
              Feature.CHANGE_STREAM,
                  Support.none(
                      "the adapter reads no log; servers may follow each other in synchronize")),
          Keys.MAX_BYTES,
          MAX_VALUE_BYTES);

  private final PostgresLink link;
  private final String table;
  private final PostgresSql sql;
  private final long tombstoneMillis;
  private final LongSupplier nowMillis = System::currentTimeMillis;
  private final TickJoiner<String, Entry> gets;
  private final TickJoiner<KeyedEntry, Boolean> puts;
  private final PostgresPuts bulk;
  private long indexedSince;

  private PostgresStore(Vertx vertx, PostgresLink link, Options options) {
    this.link = link;
    this.table = options.table();
    this.sql = new PostgresSql(table);
    this.tombstoneMillis = options.tombstoneLife().toMillis();
    var context = vertx.getOrCreateContext();
    this.gets = new TickJoiner<>(context, MAX_JOINED, this::read);
    this.bulk = new PostgresPuts(link, sql, nowMillis);
    this.puts = new TickJoiner<>(context, MAX_JOINED, bulk::put);
  }

  /**
   * What a store needs to know.
   *
   * @param uri such as {@code postgresql://user:password@127.0.0.1:5432/db}
   * @param table matches {@link #LEGAL_TABLE}
   * @param deadline for one statement of the request path
   * @param maxInFlight statements that may wait for an answer
   * @param tombstoneLife how long {@link #sweep} leaves a tombstone; longer than any migration
   */
  public record Options(
      String uri, String table, Duration deadline, int maxInFlight, Duration tombstoneLife) {
    public Options {
      if (!LEGAL_TABLE.matcher(table).matches()) {
        throw new IllegalArgumentException(
            "table must match " + LEGAL_TABLE.pattern() + ", was \"" + table + "\"");
      }
    }
  }

  /**
   * Opens a connection on the current context and makes sure of the table. One that has all it
   * needs is left alone: altering it would wait for everyone who reads it, and wants an owner.
   */
  public static Future<Store> open(Vertx vertx, Options options) {
    return PostgresLink.connected(vertx, options.uri(), options.deadline(), options.maxInFlight())
        .compose(
            link -> {
              var store = new PostgresStore(vertx, link, options);
              return store
                  .makeSureOfTable()
                  .<Store>map(done -> store)
                  .recover(failure -> link.close().transform(x -> Future.failedFuture(failure)));
            });
  }

  private Future<Void> makeSureOfTable() {
    return inspect()
        .compose(
            found ->
                found.isComplete()
                    ? Future.succeededFuture(found)
                    : link.script("prepare table " + table, sql.prepare, SLOW)
                        .compose(made -> inspect()))
        .compose(
            found -> {
              indexedSince = found.indexedSince();
              return found.fault().isEmpty()
                  ? Future.succeededFuture()
                  : Future.failedFuture(link.refusal("use table " + table, found.fault()));
            });
  }

  private Future<PostgresTable> inspect() {
    return link.statement("inspect table " + table, sql.inspect, Tuple.tuple(), SLOW)
        .map(PostgresTable::of);
  }

  @Override
  public String name() {
    return "postgres:" + table;
  }

  @Override
  public Future<Entry> get(String key) {
    return KeySpace.WHOLE.checked(key, gets::ask);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return KeySpace.WHOLE.checkedAll(keys, () -> read(keys));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    var keyed = new KeyedEntry(key, entry);
    return KeySpace.WHOLE.checkedEntries(List.of(keyed), CAPABILITIES, () -> puts.ask(keyed));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return KeySpace.WHOLE.checkedEntries(entries, CAPABILITIES, () -> bulk.putMany(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return KeySpace.WHOLE.checked(
        key,
        legal -> {
          expected.requireNotAfter(next);
          CAPABILITIES.requireFits(key, next);
          long now = nowMillis.getAsLong();
          Entry entry = next.settledAt(now);
          Tuple row = Tuple.of(key);
          if (expected.isPresent()) {
            row.addLong(expected.version()).addBuffer(expected.value());
          }
          row.addBuffer(entry.value())
              .addLong(entry.version())
              .addLong(entry.expiresAt())
              .addBoolean(entry.tombstone());
          Future<RowSet<Row>> done =
              expected.isPresent()
                  ? link.statement(
                      "compare and set", sql.replace, row.addBoolean(expected.tombstone()))
                  : link.statement("compare and set", sql.insert, row.addLong(now));
          return done.map(answer -> answer.rowCount() == 1);
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return KeySpace.WHOLE.checked(
        key,
        legal ->
            link.statement("purge", sql.purge, Tuple.of(legal, version))
                .map(answer -> answer.rowCount() == 1));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return estimateSize()
        .compose(
            entries -> {
              Double[] fractions = new Double[Math.max(0, wanted - 1)];
              for (int i = 0; i < fractions.length; i++) {
                fractions[i] = (i + 1) / (double) wanted;
              }
              float percent = (float) Math.min(100, 100.0 * SAMPLED_ROWS / Math.max(1, entries));
              return link.statement("split", sql.boundaries, Tuple.of(fractions, percent), SLOW);
            })
        .map(rows -> rangesBetween(rows.iterator().next().getArrayOfStrings("keys")));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    int space = range.indexOf(' ');
    if (space < 0) {
      return Future.failedFuture(
          new IllegalArgumentException(name() + ": no such range: " + range));
    }
    boolean walks = cursor.startsWith(WALKS);
    String key = walks ? cursor.substring(WALKS.length()) : cursor;
    String after = key.isEmpty() ? range.substring(0, space) : key;
    String to = range.substring(space + 1);
    Future<RowSet<Row>> rows =
        !walks && sinceVersion > 0 && sinceVersion >= indexedSince
            ? link.statement("scan", sql.delta(sinceVersion), Tuple.of(after, to, limit), SLOW)
            : link.statement(
                "scan",
                walks ? sql.walk : sql.scan,
                Tuple.of(after, to, sinceVersion, limit),
                SLOW);
    return rows.map(page -> pageOf(page, limit, walks));
  }

  private Page pageOf(RowSet<Row> rows, int limit, boolean walks) {
    long now = nowMillis.getAsLong();
    List<KeyedEntry> found = new ArrayList<>(rows.size());
    String cursor = "";
    for (Row row : rows) {
      String key = row.getString(0);
      cursor = walks || isOfLargeDelta(row) ? WALKS + key : key;
      Entry entry = entryOf(row);
      if (!entry.isExpired(now)) {
        found.add(new KeyedEntry(key, entry));
      }
    }
    return new Page(found, rows.size() < limit ? "" : cursor);
  }

  private static boolean isOfLargeDelta(Row row) {
    return row.size() > 5 && row.getBoolean(5);
  }

  @Override
  public Future<Long> estimateSize() {
    return link.statement("estimate", sql.estimate, Tuple.tuple(), SLOW)
        .map(PostgresStore::entries)
        .compose(
            estimate ->
                // never analysed (−1) or not since it was filled (0): count
                estimate > 0
                    ? Future.succeededFuture(estimate)
                    : link.statement("count", sql.count, Tuple.tuple(), SLOW)
                        .map(PostgresStore::entries));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    long now = nowMillis.getAsLong();
    long oldestTombstone = HybridClock.atMicros(Math.max(0, now - tombstoneMillis) * 1_000);
    return link.statement("sweep", sql.sweep, Tuple.of(now, oldestTombstone, limit), SLOW)
        .map(SqlResult::rowCount);
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private Future<List<Entry>> read(List<String> keys) {
    return link.statement(
            "get", sql.get, Tuple.tuple().addArrayOfString(keys.toArray(String[]::new)))
        .map(rows -> inOrder(keys, rows));
  }

  private List<Entry> inOrder(List<String> keys, RowSet<Row> rows) {
    long now = nowMillis.getAsLong();
    Map<String, Entry> entryByKey = new HashMap<>(rows.size() * 2);
    for (Row row : rows) {
      Entry entry = entryOf(row);
      if (!entry.isExpired(now)) {
        entryByKey.put(row.getString(0), entry);
      }
    }
    List<Entry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      entries.add(entryByKey.getOrDefault(keys.get(i), Entry.ABSENT));
    }
    return entries;
  }

  private static Entry entryOf(Row row) {
    long version = row.getLong(2);
    if (row.getBoolean(4) != null) { // only true is told
      return Entry.tombstone(version);
    }
    Long expiresAt = row.getLong(3); // null: never
    return Entry.of(row.getBuffer(1), version, expiresAt == null ? 0 : expiresAt);
  }

  private static long entries(RowSet<Row> rows) {
    return rows.iterator().next().getLong("entries");
  }

  private static List<String> rangesBetween(String[] boundaries) {
    var inner = new TreeSet<String>();
    if (boundaries != null) { // null: an empty table has no boundaries
      inner.addAll(List.of(boundaries));
    }
    List<String> ranges = new ArrayList<>(inner.size() + 1);
    String from = "";
    for (String to : inner) {
      ranges.add(from + " " + to);
      from = to;
    }
    ranges.add(from + " ");
    return ranges;
  }
}
