package io.laminar.migration.postgres;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Writes entries that are newer than what is there, many rows a statement.
 *
 * <p>To decide on a conflict costs the server twice what a plain insert does, also where there is
 * none. So many entries, as a copy brings them, are inserted plainly first: that succeeds as a
 * whole if nothing was there, and else changes nothing, and the other statement follows. Where
 * there is something the plain one is left out for a while, longer each time.
 */
final class PostgresPuts {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final int LEAST_LEFT_OUT = 2;
  private static final int MOST_LEFT_OUT = 1_024;

  private final PostgresLink link;
  private final PostgresSql sql;
  private final LongSupplier nowMillis;
  private int leftOut;
  private int nextLeftOut = LEAST_LEFT_OUT;

  PostgresPuts(PostgresLink link, PostgresSql sql, LongSupplier nowMillis) {
    this.link = link;
    this.sql = sql;
    this.nowMillis = nowMillis;
  }

  /** Writes some that may well be there already. */
  Future<List<Boolean>> put(List<KeyedEntry> entries) {
    return decided(entries, newestOf(entries), link.deadline());
  }

  /** Writes many that are likely new. */
  Future<List<Boolean>> putMany(List<KeyedEntry> entries) {
    Map<String, Entry> newestByKey = newestOf(entries);
    boolean repeats = newestByKey.size() < entries.size();
    if (leftOut > 0 || repeats || entries.size() < 2) {
      leftOut = Math.max(0, leftOut - 1);
      return decided(entries, newestByKey, link.deadline());
    }
    long begunNanos = System.nanoTime();
    return link.statement("put", sql.insertMany, rows(newestByKey))
        .map(
            done -> {
              nextLeftOut = LEAST_LEFT_OUT;
              return Collections.nCopies(entries.size(), true);
            })
        .recover(
            failure -> {
              if (!isConflict(failure)) {
                return Future.failedFuture(failure);
              }
              leftOut = nextLeftOut;
              nextLeftOut = Math.min(MOST_LEFT_OUT, 2 * nextLeftOut);
              Duration left = link.deadline().minusNanos(System.nanoTime() - begunNanos);
              return decided(entries, newestByKey, left);
            });
  }

  private static boolean isConflict(Throwable failure) {
    return failure.getCause() instanceof PgException refused
        && UNIQUE_VIOLATION.equals(refused.getSqlState());
  }

  private Future<List<Boolean>> decided(
      List<KeyedEntry> entries, Map<String, Entry> newestByKey, Duration within) {
    return link.statement("put", sql.put, rows(newestByKey), within)
        .map(written -> answers(entries, newestByKey, keysOf(written)));
  }

  /** Sorted, so that two statements cannot wait for each other's locks. */
  private Map<String, Entry> newestOf(List<KeyedEntry> entries) {
    long now = nowMillis.getAsLong();
    Map<String, Entry> newestByKey = new TreeMap<>();
    for (KeyedEntry keyed : entries) {
      newestByKey.merge(
          keyed.key(),
          keyed.entry().settledAt(now),
          (one, other) -> one.version() >= other.version() ? one : other);
    }
    return newestByKey;
  }

  private static Tuple rows(Map<String, Entry> entryByKey) {
    int count = entryByKey.size();
    String[] keys = new String[count];
    Buffer[] values = new Buffer[count];
    Long[] versions = new Long[count];
    Long[] expiries = new Long[count];
    Boolean[] tombstones = new Boolean[count];
    int i = 0;
    for (Map.Entry<String, Entry> row : entryByKey.entrySet()) {
      Entry entry = row.getValue();
      keys[i] = row.getKey();
      values[i] = entry.value();
      versions[i] = entry.version();
      expiries[i] = entry.expiresAt();
      tombstones[i] = entry.tombstone();
      i++;
    }
    return Tuple.of(keys, values, versions, expiries, tombstones);
  }

  private static Set<String> keysOf(RowSet<Row> rows) {
    Set<String> keys = new HashSet<>(rows.size() * 2);
    rows.forEach(row -> keys.add(row.getString(0)));
    return keys;
  }

  private static List<Boolean> answers(
      List<KeyedEntry> entries, Map<String, Entry> newestByKey, Set<String> written) {
    List<Boolean> answers = new ArrayList<>(entries.size());
    for (KeyedEntry keyed : entries) {
      boolean isNewest = newestByKey.get(keyed.key()).version() == keyed.entry().version();
      // of equal versions in one statement the first was written, the others changed nothing
      answers.add(isNewest && written.remove(keyed.key()));
    }
    return answers;
  }
}
