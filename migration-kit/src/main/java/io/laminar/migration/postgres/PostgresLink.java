package io.laminar.migration.postgres;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One pipelined connection to PostgreSQL with a deadline per statement.
 *
 * <p>The client beneath opens a new connection when the old one is gone. When several statements in
 * a row got no answer in time the client is closed and made anew, so that a server that was paused
 * does not leave a clogged pipeline. Belongs to the context it was opened on.
 */
final class PostgresLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final int PIPELINED = 256;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final String address;
  private final long deadlineMillis;
  private final int maxInFlight;

  private SqlClient client;
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private PostgresLink(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.options =
        PgConnectOptions.fromUri(uri)
            .setCachePreparedStatements(true)
            .setPipeliningLimit(PIPELINED);
    this.address = uri.replaceFirst("//[^@/]*@", "//");
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
    this.client = newClient();
  }

  /** Opens and asks one question; fails if the server cannot be reached. */
  static Future<PostgresLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    var link = new PostgresLink(vertx, uri, deadline, maxInFlight);
    return link.statement("connect", "SELECT 1", Tuple.tuple(), Duration.ofSeconds(5))
        .map(link)
        .recover(failure -> link.close().transform(done -> Future.failedFuture(failure)));
  }

  /** Runs one prepared statement within the link's deadline. */
  Future<RowSet<Row>> statement(String operation, String sql, Tuple parameters) {
    return admit(operation, deadlineMillis, used -> used.preparedQuery(sql).execute(parameters));
  }

  /** Runs one prepared statement that may take longer than the others: a scan, an estimate. */
  Future<RowSet<Row>> statement(String operation, String sql, Tuple parameters, Duration deadline) {
    return admit(
        operation, deadline.toMillis(), used -> used.preparedQuery(sql).execute(parameters));
  }

  /** Runs several statements without parameters as one transaction. */
  Future<RowSet<Row>> script(String operation, String sql, Duration deadline) {
    return admit(operation, deadline.toMillis(), used -> used.query(sql).execute());
  }

  Future<Void> close() {
    closed = true;
    return client.close();
  }

  private interface Sending {
    Future<RowSet<Row>> to(SqlClient client);
  }

  private Future<RowSet<Row>> admit(String operation, long withinMillis, Sending sending) {
    if (closed) {
      return Future.failedFuture(failure(Kind.UNREACHABLE, operation, "the store is closed", null));
    }
    if (inFlight >= maxInFlight) {
      return Future.failedFuture(
          failure(Kind.OVERLOADED, operation, inFlight + " statements wait for an answer", null));
    }
    inFlight++;
    SqlClient used = client;
    return sending
        .to(used)
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight--;
              if (answer.succeeded()) {
                lateInARow = 0;
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(explain(operation, withinMillis, answer.cause(), used));
            });
  }

  private StoreException explain(
      String operation, long withinMillis, Throwable cause, SqlClient used) {
    if (cause instanceof TimeoutException) {
      lateInARow++;
      if (lateInARow >= LATE_IN_A_ROW && used == client && !closed) {
        client = newClient();
        lateInARow = 0;
        used.close();
      }
      return failure(Kind.LATE, operation, "no answer within " + withinMillis + " ms", null);
    }
    if (cause instanceof PgException refused) {
      return failure(
          isTransient(refused) ? Kind.UNREACHABLE : Kind.REFUSED,
          operation,
          refused.getErrorMessage() + " (SQLSTATE " + refused.getSqlState() + ")",
          cause);
    }
    return failure(Kind.UNREACHABLE, operation, String.valueOf(cause.getMessage()), cause);
  }

  /** Shutting down, starting up, out of connections: the server will be back. */
  private static boolean isTransient(PgException refused) {
    String state = String.valueOf(refused.getSqlState());
    return state.startsWith("57P") || state.startsWith("08") || state.equals("53300");
  }

  private SqlClient newClient() {
    return PgBuilder.client()
        .connectingTo(options)
        .with(
            new PoolOptions()
                .setMaxSize(1)
                .setMaxWaitQueueSize(maxInFlight)
                .setConnectionTimeout((int) Math.max(1_000, deadlineMillis))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .using(vertx)
        .build();
  }

  private StoreException failure(Kind kind, String operation, String reason, Throwable cause) {
    return new StoreException(kind, address, operation, reason, cause);
  }
}
