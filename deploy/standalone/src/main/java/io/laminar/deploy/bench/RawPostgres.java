package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * The Vert.x PostgreSQL client, with prepared statements kept as the adapter keeps them; the pool
 * has the client's default size.
 */
final class RawPostgres implements RawClient {

  private static final int PIPELINED = 256;

  private final String sql;
  private final SqlClient pool;
  private final SqlClient connection;

  RawPostgres(Vertx vertx, String uri, String table) {
    sql = "SELECT value FROM " + table + " WHERE key = $1";
    PgConnectOptions options =
        PgConnectOptions.fromUri(uri)
            .setCachePreparedStatements(true)
            .setPipeliningLimit(PIPELINED);
    pool = PgBuilder.pool().connectingTo(options).with(new PoolOptions()).using(vertx).build();
    connection =
        PgBuilder.client()
            .connectingTo(options)
            .with(new PoolOptions().setMaxSize(1))
            .using(vertx)
            .build();
  }

  @Override
  public boolean pools() {
    return true;
  }

  @Override
  public boolean pipelines() {
    return true;
  }

  @Override
  public Future<?> pooled(String key) {
    return pool.preparedQuery(sql).execute(Tuple.of(key));
  }

  @Override
  public Future<?> pipelined(String key) {
    return connection.preparedQuery(sql).execute(Tuple.of(key));
  }

  @Override
  public Future<Void> close() {
    return connection.close().eventually(pool::close);
  }
}
