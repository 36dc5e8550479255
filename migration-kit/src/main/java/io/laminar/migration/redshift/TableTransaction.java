package io.laminar.migration.redshift;

import io.laminar.migration.redshift.RedshiftSql.Statement;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What is done to the table within one transaction, statement after statement. */
final class TableTransaction {

  /** Bytes of values that one statement stages, unless one value alone has more. */
  private static final int MAX_STATEMENT_BYTES = 1_000_000;

  private final SqlConnection connection;
  private final RedshiftSql sql;

  TableTransaction(SqlConnection connection, RedshiftSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /** First of all: no other writer until this transaction ends. */
  Future<TableTransaction> lock() {
    return run(sql.lock()).map(this);
  }

  Future<RowSet<Row>> run(Statement statement) {
    return connection.query(statement.text()).execute();
  }

  Future<RowSet<Row>> run(Statement statement, Tuple parameters) {
    return connection.preparedQuery(statement.text()).execute(parameters);
  }

  /**
   * Writes what is newer than what is there.
   *
   * @param entries one per key
   * @return the keys that were written
   */
  Future<Set<String>> putNewer(List<KeyedEntry> entries) {
    return stage(entries)
        .compose(staged -> run(sql.dropOlder()))
        .compose(left -> run(sql.stagedKeys()))
        .compose(
            rows -> {
              Set<String> keys = new HashSet<>(rows.size() * 2);
              rows.forEach(row -> keys.add(row.getString(0)));
              return keys.isEmpty()
                  ? Future.succeededFuture(keys)
                  : run(sql.merge()).map(merged -> keys);
            });
  }

  /** Writes an entry, whatever is there. */
  Future<Void> put(KeyedEntry entry) {
    return stage(List.of(entry)).compose(staged -> run(sql.merge())).mapEmpty();
  }

  private Future<Void> stage(List<KeyedEntry> entries) {
    Future<Void> staged =
        run(sql.createStage()).compose(created -> run(sql.emptyStage())).mapEmpty();
    int from = 0;
    while (from < entries.size()) {
      int first = from;
      int rows = rowsOfOneStatement(entries, first);
      List<KeyedEntry> part = entries.subList(first, first + rows);
      staged = staged.compose(before -> insert(part));
      from += rows;
    }
    return staged;
  }

  private Future<Void> insert(List<KeyedEntry> part) {
    int pieces = pieces(part.get(0).entry().value());
    Statement statement =
        part.size() == 1 && pieces > 1 ? sql.stageLargeRow(pieces) : sql.stageRows(part.size());
    Tuple parameters = Tuple.tuple(new ArrayList<>(part.size() * 5));
    part.forEach(keyed -> addTo(parameters, keyed));
    return run(statement, parameters).mapEmpty();
  }

  /** The most rows from a place on that one statement takes: small values, or one large one. */
  static int rowsOfOneStatement(List<KeyedEntry> entries, int from) {
    int bytes = 0;
    int fitting = 0;
    while (from + fitting < entries.size()) {
      Buffer value = entries.get(from + fitting).entry().value();
      bytes += value.length();
      if (pieces(value) > 1 || bytes > MAX_STATEMENT_BYTES) {
        break;
      }
      fitting++;
    }
    int most = Math.max(1, fitting);
    return RedshiftSql.ROW_COUNTS.stream().filter(rows -> rows <= most).findFirst().orElse(1);
  }

  private static int pieces(Buffer value) {
    return Math.max(1, (value.length() + RedshiftSql.PIECE_BYTES - 1) / RedshiftSql.PIECE_BYTES);
  }

  private static void addTo(Tuple parameters, KeyedEntry keyed) {
    Buffer value = keyed.entry().value();
    parameters.addString(keyed.key());
    for (int piece = 0; piece < pieces(value); piece++) {
      int from = piece * RedshiftSql.PIECE_BYTES;
      int to = Math.min(value.length(), from + RedshiftSql.PIECE_BYTES);
      parameters.addString(HexFormat.of().formatHex(value.getBytes(from, to)));
    }
    parameters
        .addLong(keyed.entry().version())
        .addLong(keyed.entry().expiresAt())
        .addBoolean(keyed.entry().tombstone());
  }
}
