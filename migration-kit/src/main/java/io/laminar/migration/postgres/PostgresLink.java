package io.laminar.migration.postgres;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One pipelined connection to PostgreSQL, or to what speaks its protocol, with a deadline per
 * statement, and one more for transactions once there are any.
 *
 * <p>The client beneath opens a new connection when the old one is gone. When several statements in
 * a row got no answer in time the client is closed and made anew, so that a server that was paused
 * does not leave a clogged pipeline. Belongs to the context it was opened on.
 */
public final class PostgresLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final int PIPELINED = 256;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final String address;
  private final long deadlineMillis;
  private final int maxInFlight;

  private SqlClient client;
  private Pool transactions;
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private PostgresLink(
      Vertx vertx, PgConnectOptions options, String address, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.options = options;
    this.address = address;
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
    this.client = newClient();
  }

  /** Opens and asks one question; fails if the server cannot be reached. */
  static Future<PostgresLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    return connected(
        vertx,
        PgConnectOptions.fromUri(uri)
            .setCachePreparedStatements(true)
            .setPipeliningLimit(PIPELINED),
        uri.replaceFirst("//[^@/]*@", "//"),
        deadline,
        maxInFlight);
  }

  /**
   * Opens and asks one question; fails if the server cannot be reached.
   *
   * @param address where the server is, for messages: without user and password
   * @param deadline for one statement, unless it is given one of its own
   * @param maxInFlight statements and transactions that may wait for an answer; more are refused
   */
  public static Future<PostgresLink> connected(
      Vertx vertx, PgConnectOptions options, String address, Duration deadline, int maxInFlight) {
    var link = new PostgresLink(vertx, options, address, deadline, maxInFlight);
    return link.statement("connect", "SELECT 1", Tuple.tuple(), Duration.ofSeconds(5))
        .map(link)
        .recover(failure -> link.close().transform(done -> Future.failedFuture(failure)));
  }

  /** Runs one prepared statement within the link's deadline. */
  public Future<RowSet<Row>> statement(String operation, String sql, Tuple parameters) {
    return statement(operation, sql, parameters, Duration.ofMillis(deadlineMillis));
  }

  /** Runs one prepared statement that may take longer than the others: a scan, an estimate. */
  public Future<RowSet<Row>> statement(
      String operation, String sql, Tuple parameters, Duration deadline) {
    SqlClient used = client;
    return admit(
        operation, deadline.toMillis(), used, () -> used.preparedQuery(sql).execute(parameters));
  }

  /** Runs several statements without parameters as one transaction. */
  public Future<RowSet<Row>> script(String operation, String sql, Duration deadline) {
    SqlClient used = client;
    return admit(operation, deadline.toMillis(), used, () -> used.query(sql).execute());
  }

  /**
   * Runs a transaction on a connection that is kept for them; one runs at a time, others wait.
   * Commits when the work succeeds, rolls back when it fails. If it is not done within the deadline
   * its connection is closed, so that it cannot go on.
   */
  public <T> Future<T> transaction(
      String operation, Duration deadline, Function<SqlConnection, Future<T>> work) {
    if (transactions == null && !closed) {
      transactions = newPool();
    }
    Pool used = transactions;
    return admit(operation, deadline.toMillis(), used, () -> used.withTransaction(work))
        .onFailure(
            failure -> {
              boolean mayGoOn = failure instanceof StoreException late && late.kind() == Kind.LATE;
              if (mayGoOn && used == transactions) {
                transactions = null;
                used.close();
              }
            });
  }

  /** Where the server is, without user and password. */
  public String address() {
    return address;
  }

  /** Gives the connections back. Statements after it fail. */
  public Future<Void> close() {
    closed = true;
    return transactions == null
        ? client.close()
        : Future.join(client.close(), transactions.close()).mapEmpty();
  }

  private <T> Future<T> admit(
      String operation, long withinMillis, SqlClient used, Supplier<Future<T>> sending) {
    if (closed) {
      return Future.failedFuture(failure(Kind.UNREACHABLE, operation, "the store is closed", null));
    }
    if (inFlight >= maxInFlight) {
      return Future.failedFuture(
          failure(Kind.OVERLOADED, operation, inFlight + " statements wait for an answer", null));
    }
    inFlight++;
    return sending
        .get()
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight--;
              if (answer.succeeded()) {
                lateInARow = used == client ? 0 : lateInARow;
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(explain(operation, withinMillis, answer.cause(), used));
            });
  }

  private StoreException explain(
      String operation, long withinMillis, Throwable cause, SqlClient used) {
    if (cause instanceof StoreException explained) {
      return explained;
    }
    if (cause instanceof TimeoutException) {
      countLate(used);
      return failure(Kind.LATE, operation, "no answer within " + withinMillis + " ms", null);
    }
    if (cause instanceof ClosedConnectionException) {
      return failure(Kind.LATE, operation, "the connection was lost before the answer came", cause);
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

  private void countLate(SqlClient used) {
    if (used != client || closed) {
      return;
    }
    lateInARow++;
    if (lateInARow >= LATE_IN_A_ROW) {
      client = newClient();
      lateInARow = 0;
      used.close();
    }
  }

  /** Shutting down, starting up, out of connections: the server will be back. */
  private static boolean isTransient(PgException refused) {
    String state = String.valueOf(refused.getSqlState());
    return state.startsWith("57P") || state.startsWith("08") || state.equals("53300");
  }

  private SqlClient newClient() {
    return PgBuilder.client().connectingTo(options).with(oneConnection()).using(vertx).build();
  }

  private Pool newPool() {
    return PgBuilder.pool().connectingTo(options).with(oneConnection()).using(vertx).build();
  }

  private PoolOptions oneConnection() {
    return new PoolOptions()
        .setMaxSize(1)
        .setMaxWaitQueueSize(maxInFlight)
        .setConnectionTimeout((int) Math.max(1_000, deadlineMillis))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  private StoreException failure(Kind kind, String operation, String reason, Throwable cause) {
    return new StoreException(kind, address, operation, reason, cause);
  }
}
