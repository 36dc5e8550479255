package io.laminar.migration.redshift;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Reads entries out of rows. Keys are not unique in Redshift: of two rows the newer one counts. */
final class Rows {

  private Rows() {}

  /** The entry of each key, in their order; {@link Entry#ABSENT} where none is or it expired. */
  static List<Entry> inOrder(List<String> keys, RowSet<Row> rows, long nowMillis) {
    Map<String, Entry> newestByKey = new HashMap<>(rows.size() * 2);
    rows.forEach(
        row ->
            newestByKey.merge(
                row.getString(0),
                entryOf(row),
                (one, other) -> one.version() >= other.version() ? one : other));
    List<Entry> entries = new ArrayList<>(keys.size());
    for (String key : keys) {
      Entry entry = newestByKey.getOrDefault(key, Entry.ABSENT);
      entries.add(entry.isExpired(nowMillis) ? Entry.ABSENT : entry);
    }
    return entries;
  }

  /** The entries of sorted rows; of those with one key the first. */
  static List<KeyedEntry> sorted(RowSet<Row> rows, long nowMillis) {
    List<KeyedEntry> found = new ArrayList<>(rows.size());
    String last = "";
    for (Row row : rows) {
      String key = row.getString(0);
      if (key.equals(last)) {
        continue;
      }
      last = key;
      Entry entry = entryOf(row);
      if (!entry.isExpired(nowMillis)) {
        found.add(new KeyedEntry(key, entry));
      }
    }
    return found;
  }

  private static Entry entryOf(Row row) {
    long version = row.getLong(2);
    return row.getBoolean(4)
        ? Entry.tombstone(version)
        : Entry.of(bytes(row.getValue(1)), version, row.getLong(3));
  }

  /**
   * A value as the client gives it: bytes from PostgreSQL. Redshift sends the type {@code varbyte},
   * which the client does not know, as text, and that is hexadecimal digits.
   */
  static Buffer bytes(Object value) {
    return value instanceof Buffer bytes
        ? bytes
        : Buffer.buffer(HexFormat.of().parseHex((String) value));
  }
}
