package io.laminar.migration.postgres;

import io.laminar.migration.store.Backoff;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One pipelined connection to PostgreSQL, or to what speaks its protocol, that comes back by
 * itself, with a deadline per statement; and one more for transactions once there are any.
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
public final class PostgresLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final int PIPELINED = 256;
  private static final long MIN_CONNECT_MILLIS = 5_000;
  private static final long FAREWELL_MILLIS = 500;

  /** In place of the connection, for what runs on the other one. */
  private static final SqlConnection TRANSACTION = null;

  private static final String CLOSED = "the store was closed";

  private final Vertx vertx;
  private final Context context;
  private final PgConnectOptions options;
  private final String address;
  private final Trouble trouble;
  private final long deadlineMillis;
  private final int maxInFlight;
  private final Backoff backoff = Backoff.withJitter();

  private ConnectionFactory<PgConnectOptions> factory;
  private SqlConnection connection;
  private Pool transactions;
  private String lastFailure = "not connected yet";
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private PostgresLink(
      Vertx vertx, PgConnectOptions options, String address, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.address = address;
    boolean given = !PgConnectOptions.DEFAULT_PASSWORD.equals(options.getPassword());
    this.trouble = new Trouble(address, Secrets.ofPassword(given ? options.getPassword() : ""));
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
  }

  /** Opens; fails if the server cannot be reached or used at the first attempt. */
  static Future<PostgresLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    PgConnectOptions options;
    try {
      options = optionsOf(uri).setCachePreparedStatements(true).setPipeliningLimit(PIPELINED);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return connected(vertx, options, Secrets.masked(uri), deadline, maxInFlight);
  }

  /**
   * Opens; fails if the server cannot be reached or used at the first attempt.
   *
   * @param address where the server is, for messages: without user and password
   * @param deadline for one statement, unless it is given one of its own
   * @param maxInFlight statements and transactions that may wait for an answer; more are refused
   */
  public static Future<PostgresLink> connected(
      Vertx vertx, PgConnectOptions options, String address, Duration deadline, int maxInFlight) {
    var link = new PostgresLink(vertx, options, address, deadline, maxInFlight);
    return link.connect()
        .map(link)
        .recover(failure -> link.close().transform(done -> Future.failedFuture(failure)));
  }

  /**
   * What the client makes of an address.
   *
   * @throws IllegalArgumentException if that is none, without its password
   */
  public static PgConnectOptions optionsOf(String uri) {
    try {
      return PgConnectOptions.fromUri(uri);
    } catch (RuntimeException e) {
      // without its cause: the client's message shows the whole address
      throw new IllegalArgumentException(
          Secrets.masked(uri)
              + ": not an address: it must look like user:password@host:port/database,"
              + " special characters of user and password as %XX");
    }
  }

  /**
   * The same for who locks rows that other processes wait for: the server ends the session of one
   * that stands still in the middle of a transaction, as no deadline of its own could.
   *
   * @param standstill for longer than that
   * @throws IllegalArgumentException if that is no address, without its password
   */
  public static PgConnectOptions lockingOptionsOf(String uri, Duration standstill) {
    return optionsOf(uri)
        .setCachePreparedStatements(true)
        .addProperty("idle_in_transaction_session_timeout", Long.toString(standstill.toMillis()));
  }

  /** Runs one prepared statement within the link's deadline. */
  public Future<RowSet<Row>> statement(String operation, String sql, Tuple parameters) {
    return admit(operation, deadlineMillis, used -> used.preparedQuery(sql).execute(parameters));
  }

  /** Runs one prepared statement that may take longer than the others: a scan, an estimate. */
  public Future<RowSet<Row>> statement(
      String operation, String sql, Tuple parameters, Duration deadline) {
    return admit(
        operation, deadline.toMillis(), used -> used.preparedQuery(sql).execute(parameters));
  }

  /** Runs several statements without parameters as one transaction. */
  public Future<RowSet<Row>> script(String operation, String sql, Duration deadline) {
    return admit(operation, deadline.toMillis(), used -> used.query(sql).execute());
  }

  /**
   * Runs a transaction on a connection that is kept for them; one runs at a time, others wait.
   * Commits when the work succeeds, rolls back when it fails. If it is not done within the deadline
   * its connection is closed, so that it cannot go on. None begins while the other connection is
   * away, so that nobody else need wait between attempts.
   */
  public <T> Future<T> transaction(
      String operation, Duration deadline, Function<SqlConnection, Future<T>> work) {
    if (connection == null) {
      return Future.failedFuture(trouble.notSent(operation, lastFailure, closed));
    }
    if (transactions == null) {
      transactions = newPool();
    }
    Pool used = transactions;
    return admit(
            operation,
            deadline.toMillis(),
            TRANSACTION,
            () -> used.withTransaction(own -> work.apply(quiet(own))))
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

  /** How long a statement may take that is not given a time of its own. */
  Duration deadline() {
    return Duration.ofMillis(deadlineMillis);
  }

  /** The failure of an operation that the store itself cannot go on with. */
  StoreException refusal(String operation, String reason) {
    return trouble.of(Kind.REFUSED, operation, reason, null);
  }

  /**
   * Closes the connection and stops reconnecting. Waits until the server has done what it was sent,
   * but not for long.
   */
  public Future<Void> close() {
    closed = true;
    lastFailure = CLOSED;
    SqlConnection last = connection;
    connection = null;
    Future<Void> farewell = last == null ? Future.succeededFuture() : last.close();
    Future<Void> other = transactions == null ? Future.succeededFuture() : transactions.close();
    return Future.join(farewell, other)
        .timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .otherwiseEmpty() // a server that does not answer
        .onComplete(done -> release(factory));
  }

  private <T> Future<T> admit(
      String operation, long withinMillis, Function<SqlConnection, Future<T>> sending) {
    SqlConnection used = connection;
    return used == null
        ? Future.failedFuture(trouble.notSent(operation, lastFailure, closed))
        : admit(operation, withinMillis, used, () -> sending.apply(used));
  }

  /**
   * @param used what is given up if it does not answer
   */
  private <T> Future<T> admit(
      String operation, long withinMillis, SqlConnection used, Supplier<Future<T>> sending) {
    if (inFlight >= maxInFlight) {
      return Future.failedFuture(
          trouble.tooMany(operation, "statements", inFlight, 1, maxInFlight));
    }
    inFlight++;
    return sending
        .get()
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight--;
              if (answer.succeeded()) {
                answered(used);
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(explain(operation, withinMillis, answer.cause(), used));
            });
  }

  private void answered(SqlConnection used) {
    if (used == connection) {
      lateInARow = 0;
      backoff.reset();
    }
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
    quiet(opened);
    // an error that belongs to no statement, such as the last words of a server that shuts down
    opened.exceptionHandler(cause -> lose(opened, String.valueOf(cause.getMessage())));
    opened.closeHandler(end -> lose(opened, "the server closed the connection"));
  }

  /** Nothing said outside of an answer is for anybody: "already exists, skipping". */
  private static SqlConnection quiet(SqlConnection opened) {
    return PgConnection.cast(opened).noticeHandler(notice -> {}).exceptionHandler(cause -> {});
  }

  /** Notes why there is no connection and tries again later. */
  private StoreException away(ConnectionFactory<PgConnectOptions> attempt, Throwable cause) {
    PostgresFailure failure =
        cause instanceof TimeoutException
            ? new PostgresFailure(Kind.UNREACHABLE, "the server takes connections, but is silent")
            : PostgresFailure.ofConnecting(cause);
    release(attempt);
    if (closed) {
      return trouble.notSent("connect", lastFailure, closed);
    }
    lastFailure = trouble.hidden(failure.reason());
    reconnectLater();
    return trouble.of(failure.kind(), "connect", failure.reason(), cause);
  }

  private void lose(SqlConnection lost, String reason) {
    if (connection != lost) {
      return;
    }
    connection = null;
    lastFailure = "the connection was lost: " + trouble.hidden(reason);
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
    backoff.then(
        vertx,
        context,
        () -> {
          if (!closed) {
            connect();
          }
        });
  }

  private StoreException explain(
      String operation, long withinMillis, Throwable cause, SqlConnection used) {
    if (cause instanceof StoreException explained) {
      return explained;
    }
    if (cause instanceof TimeoutException) {
      if (connection == used && ++lateInARow >= LATE_IN_A_ROW) {
        lose(used, "no answer to " + lateInARow + " statements in a row");
      }
      return trouble.late(operation, withinMillis);
    }
    if (cause instanceof PgException refused && !PostgresFailure.isFarewell(refused)) {
      answered(used);
      PostgresFailure failure = PostgresFailure.of(refused);
      return trouble.of(failure.kind(), operation, failure.reason(), cause);
    }
    if (cause instanceof ConnectException) { // of a transaction
      return trouble.of(
          Kind.UNREACHABLE, operation, PostgresFailure.ofConnecting(cause).reason(), cause);
    }
    boolean known = closed || used != TRANSACTION && used != connection;
    return known
        ? trouble.ended(operation, lastFailure, cause)
        : trouble.lost(operation, cause.getMessage(), cause);
  }

  private Pool newPool() {
    return PgBuilder.pool()
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
}
