package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The Vert.x PostgreSQL client, which has no {@code COPY}: pages by primary key; many rows a
 * statement, into a table that has no more than key and value.
 */
final class RawPostgresEnd implements RawEnd {

  private static final int PIPELINED = 256;

  private final PgConnection connection;
  private final String table;

  private RawPostgresEnd(PgConnection connection, String table) {
    this.connection = connection;
    this.table = table;
  }

  static Future<RawEnd> open(Vertx vertx, String uri, String table) {
    return PgConnection.connect(
            vertx,
            PgConnectOptions.fromUri(uri)
                .setCachePreparedStatements(true)
                .setPipeliningLimit(PIPELINED))
        .compose(
            connection ->
                connection
                    .noticeHandler(notice -> {}) // "already exists, skipping"
                    .query(
                        "CREATE TABLE IF NOT EXISTS "
                            + table
                            + " (key text COLLATE \"C\" PRIMARY KEY, value bytea NOT NULL)")
                    .execute()
                    .map(new RawPostgresEnd(connection, table)));
  }

  @Override
  public Future<Page> read(String from, int limit) {
    return connection
        .preparedQuery("SELECT key, value FROM " + table + " WHERE key > $1 ORDER BY key LIMIT $2")
        .execute(Tuple.of(from, limit))
        .map(
            rows -> {
              List<String> keys = new ArrayList<>(limit);
              List<Buffer> values = new ArrayList<>(limit);
              for (Row row : rows) {
                keys.add(row.getString(0));
                values.add(row.getBuffer(1));
              }
              return new Page(keys, values, keys.size() < limit ? "" : keys.get(limit - 1));
            });
  }

  @Override
  public Future<?> write(Page page) {
    return connection
        .preparedQuery(
            "INSERT INTO " + table + " (key, value) SELECT * FROM unnest($1::text[], $2::bytea[])")
        .execute(
            Tuple.tuple()
                .addArrayOfString(page.keys().toArray(String[]::new))
                .addArrayOfBuffer(page.values().toArray(Buffer[]::new)));
  }

  @Override
  public Future<Long> count() {
    return connection
        .query("SELECT count(*) FROM " + table)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  @Override
  public Future<?> empty() {
    return connection.query("TRUNCATE " + table).execute();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }
}
