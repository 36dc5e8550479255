package io.laminar.migration.postgres;

import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a table looks like, and whether entries can be kept in it. */
final class PostgresTable {

  /** A column and the types that it may have. */
  private static final Map<String, Set<String>> COLUMNS =
      new TreeMap<>(
          Map.of(
              "key", Set.of("text", "character varying"),
              "value", Set.of("bytea"),
              "version", Set.of("bigint"),
              "expires_at", Set.of("bigint"),
              "tombstone", Set.of("boolean")));

  private final Map<String, String> typeByColumn = new HashMap<>();
  private boolean uniqueByKey;
  private long indexedSince = Long.MAX_VALUE;

  /**
   * @param columns the rows that {@link PostgresSql#inspect} gives; none if there is no such table
   */
  static PostgresTable of(Iterable<Row> columns) {
    var table = new PostgresTable();
    for (Row column : columns) {
      table.typeByColumn.put(column.getString("name"), column.getString("type"));
      table.uniqueByKey |= column.getBoolean("is_unique") && "key".equals(column.getString("name"));
      Long indexed = column.getLong("indexed_since");
      if (indexed != null && "version".equals(column.getString("name"))) {
        table.indexedSince = indexed;
      }
    }
    return table;
  }

  /** False if the table, or one of its columns, must be made first. */
  boolean isComplete() {
    return typeByColumn.keySet().containsAll(COLUMNS.keySet());
  }

  /** The version from which on a B-tree has all rows; {@link Long#MAX_VALUE} if there is none. */
  long indexedSince() {
    return indexedSince;
  }

  /** What is wrong with the table, and what to do; empty if it can be used. */
  String fault() {
    for (Map.Entry<String, Set<String>> column : COLUMNS.entrySet()) {
      String type = typeByColumn.get(column.getKey());
      if (type == null || !column.getValue().contains(type)) {
        return "column %s must be of type %s, %s; change it, or choose another namespace"
            .formatted(
                column.getKey(),
                String.join(" or ", column.getValue()),
                type == null ? "is missing" : "is " + type);
      }
    }
    return uniqueByKey ? "" : "it needs a primary key on the column key alone; add one";
  }
}
