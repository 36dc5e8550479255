package io.laminar.migration.redshift;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the server's answers about a table mean. */
final class RedshiftTable {

  private static final Set<String> TEXT_TYPES = Set.of("VARCHAR", "BPCHAR", "CHAR", "TEXT");

  /** Serialization failure, deadlock. */
  private static final Set<String> LOST = Set.of("40001", "40P01");

  /** Unique violation in the catalog, duplicate table, column, object. */
  private static final Set<String> THERE = Set.of("23505", "42P07", "42701", "42710");

  /** What Redshift says of a serialization failure. */
  private static final String REDSHIFT_LOST = "Serializable isolation violation";

  private RedshiftTable() {}

  /**
   * Refuses a table whose values are text: it would be taken for hexadecimal digits.
   *
   * @param noRows the answer to {@link RedshiftSql#columns}
   */
  static void requireBytes(String address, String table, RowSet<Row> noRows) {
    noRows.columnDescriptors().stream()
        .filter(column -> column.name().equals("value") && TEXT_TYPES.contains(column.typeName()))
        .findFirst()
        .ifPresent(
            column -> {
              throw new StoreException(
                  Kind.REFUSED,
                  address,
                  "prepare table",
                  "the column value of " + table + " must hold bytes, but is " + column.typeName(),
                  null);
            });
  }

  /** Ranges out of the last keys of parts; the last of them reaches to the end. */
  static List<String> rangesBetween(RowSet<Row> boundaries) {
    List<String> ranges = new ArrayList<>();
    String from = "";
    int left = boundaries.size();
    for (Row row : boundaries) {
      left--;
      if (left > 0 && !row.getString(0).equals(from)) {
        ranges.add(from + " " + row.getString(0));
        from = row.getString(0);
      }
    }
    ranges.add(from + " ");
    return ranges;
  }

  /** True if there is no such table (SQLSTATE 42P01). */
  static boolean isMissing(Throwable failure) {
    return failure.getCause() instanceof PgException refused
        && "42P01".equals(refused.getSqlState());
  }

  /** True if somebody else made the table, or a column, at the same time. */
  static boolean isThereAlready(Throwable failure) {
    return failure.getCause() instanceof PgException refused
        && THERE.contains(String.valueOf(refused.getSqlState()));
  }

  /** True if a transaction was undone for the sake of another and may be tried again. */
  static boolean lostAgainstAnother(Throwable failure) {
    return failure.getCause() instanceof PgException refused
        && (LOST.contains(String.valueOf(refused.getSqlState()))
            || String.valueOf(refused.getErrorMessage()).contains(REDSHIFT_LOST)
            || String.valueOf(refused.getDetail()).contains(REDSHIFT_LOST));
  }
}
