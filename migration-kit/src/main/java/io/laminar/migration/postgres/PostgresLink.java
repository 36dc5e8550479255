package io.laminar.migration.postgres;

import io.laminar.migration.store.Backoff;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One pipelined connection to PostgreSQL that comes back by itself, with a deadline per statement.
 *
 * <p>A statement sent while there is no connection fails at once. When several statements in a row
 * got no answer in time, the connection is given up and opened again, so that a server that was
 * paused does not leave a clogged pipeline.
 *
 * <p>Not on the client's pool: that connects once more for each statement while the server is away,
 * without a pause. A connection is given up by closing its factory, which also reaches one that is
 * not done with its handshake. The client then says goodbye and closes its half: the socket goes
 * when the server closes the other, so nothing here waits for that.
 *
 * <p>Belongs to the context it was opened on, and its futures complete there.
 */
final class PostgresLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final int PIPELINED = 256;
  private static final long MIN_CONNECT_MILLIS = 5_000;
  private static final long FAREWELL_MILLIS = 500;
  private static final String CLOSED = "the store was closed";

  private final Vertx vertx;
  private final Context context;
  private final PgConnectOptions options;
  private final String address;
  private final Secrets secrets;
  private final long deadlineMillis;
  private final int maxInFlight;
  private final Backoff backoff = Backoff.withJitter();

  private ConnectionFactory<PgConnectOptions> factory;
  private SqlConnection connection;
  private String lastFailure = "not connected yet";
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private PostgresLink(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.address = Secrets.masked(uri);
    this.secrets = Secrets.of(uri);
    this.options = parsed(uri).setCachePreparedStatements(true).setPipeliningLimit(PIPELINED);
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
  }

  /** Opens; fails if the server cannot be reached or used at the first attempt. */
  static Future<PostgresLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    PostgresLink link;
    try {
      link = new PostgresLink(vertx, uri, deadline, maxInFlight);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return link.connect()
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

  /** The failure of an operation that the store itself cannot go on with. */
  StoreException refusal(String operation, String reason) {
    return failure(Kind.REFUSED, operation, reason, null);
  }

  /**
   * Closes the connection and stops reconnecting. Waits until the server has done what it was sent,
   * but not for long.
   */
  Future<Void> close() {
    closed = true;
    lastFailure = CLOSED;
    SqlConnection last = connection;
    connection = null;
    Future<Void> farewell = last == null ? Future.succeededFuture() : last.close();
    return farewell
        .timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty() // a server that does not answer
        .onComplete(done -> release(factory));
  }

  private interface Sending {
    Future<RowSet<Row>> to(SqlConnection connection);
  }

  private Future<RowSet<Row>> admit(String operation, long withinMillis, Sending sending) {
    SqlConnection used = connection;
    if (used == null) {
      return Future.failedFuture(unreachable(operation));
    }
    if (inFlight >= maxInFlight) {
      return Future.failedFuture(overloaded(operation));
    }
    inFlight++;
    return sending
        .to(used)
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight--;
              if (answer.succeeded()) {
                answered();
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(explain(operation, withinMillis, answer.cause(), used));
            });
  }

  private void answered() {
    lateInARow = 0;
    backoff.reset();
  }

  private Future<Void> connect() {
    var attempt = PgDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
    factory = attempt;
    return attempt
        .connect(context, options)
        .timeout(Math.max(deadlineMillis, MIN_CONNECT_MILLIS), TimeUnit.MILLISECONDS)
        .map(
            opened -> {
              use(attempt, opened);
              return (Void) null;
            })
        .recover(cause -> Future.failedFuture(away(attempt, cause)));
  }

  private void use(ConnectionFactory<PgConnectOptions> owner, SqlConnection opened) {
    if (closed) {
      release(owner);
      return;
    }
    lateInARow = 0;
    connection = opened;
    // an error that belongs to no statement, such as the last words of a server that shuts down
    opened.exceptionHandler(cause -> lose(opened, String.valueOf(cause.getMessage())));
    opened.closeHandler(end -> lose(opened, "the server closed the connection"));
  }

  /** Notes why there is no connection and tries again later. */
  private StoreException away(ConnectionFactory<PgConnectOptions> attempt, Throwable cause) {
    PostgresFailure failure =
        cause instanceof TimeoutException
            ? new PostgresFailure(Kind.UNREACHABLE, "the server takes connections, but is silent")
            : PostgresFailure.ofConnecting(cause);
    release(attempt);
    if (closed) {
      return unreachable("connect");
    }
    lastFailure = secrets.hiddenIn(failure.reason());
    reconnectLater();
    return failure(failure.kind(), "connect", failure.reason(), cause);
  }

  private void lose(SqlConnection lost, String reason) {
    if (connection != lost) {
      return;
    }
    connection = null;
    lastFailure = "the connection was lost: " + secrets.hiddenIn(reason);
    release(factory);
    reconnectLater();
  }

  private static void release(ConnectionFactory<PgConnectOptions> owner) {
    owner.close((done, failure) -> {});
  }

  private void reconnectLater() {
    if (closed) {
      return;
    }
    long delay = backoff.nextMillis();
    context.runOnContext(
        go ->
            vertx.setTimer(
                delay,
                timer -> {
                  if (!closed) {
                    connect();
                  }
                }));
  }

  private StoreException explain(
      String operation, long withinMillis, Throwable cause, SqlConnection used) {
    if (cause instanceof TimeoutException) {
      if (connection == used && ++lateInARow >= LATE_IN_A_ROW) {
        lose(used, "no answer to " + lateInARow + " statements in a row");
      }
      return failure(
          Kind.LATE,
          operation,
          "no answer within " + withinMillis + " ms; try again, a write may have happened",
          null);
    }
    if (cause instanceof PgException refused && !PostgresFailure.isFarewell(refused)) {
      answered();
      PostgresFailure failure = PostgresFailure.of(refused);
      return failure(failure.kind(), operation, failure.reason(), cause);
    }
    String how =
        connection == used ? "the connection was lost: " + cause.getMessage() : lastFailure;
    return failure(Kind.LATE, operation, how + "; try again, a write may have happened", cause);
  }

  private StoreException unreachable(String operation) {
    return failure(
        Kind.UNREACHABLE,
        operation,
        "not sent: " + lastFailure + (closed ? "" : "; reconnects by itself"),
        null);
  }

  private StoreException overloaded(String operation) {
    return failure(
        Kind.OVERLOADED,
        operation,
        inFlight
            + " statements wait for an answer, as many as store.max-in-flight allows;"
            + " try again later or raise it",
        null);
  }

  private StoreException failure(Kind kind, String operation, String reason, Throwable cause) {
    String shown = secrets.hiddenIn(reason);
    // a cause would be logged with its own words
    return new StoreException(kind, address, operation, shown, shown.equals(reason) ? cause : null);
  }

  private PgConnectOptions parsed(String uri) {
    try {
      return PgConnectOptions.fromUri(uri);
    } catch (RuntimeException e) {
      // without its cause: the client's message shows the whole address
      throw new IllegalArgumentException(
          address
              + ": not an address: it must be postgresql://user:password@host:port/database,"
              + " special characters of user and password as %XX");
    }
  }
}
