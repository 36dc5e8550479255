package io.laminar.stats.ledger;

import io.laminar.stats.address.Addresses;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.ledger.LedgerException.Kind;
import io.laminar.stats.ledger.Outcome.Committed;
import io.laminar.stats.ledger.Outcome.Overtaken;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The books in PostgreSQL.
 *
 * <p>One operation at a time, each with a deadline. An operation that passes it loses its
 * connection, which makes the server undo it, unless its commit was already on the way; the fence
 * in the positions makes either case safe to try again. Belongs to the context it was opened on.
 */
public final class PostgresLedger implements Ledger {

  private static final int MIN_IDLE_TIMEOUT_MILLIS = 10_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final String address;
  private final long deadlineMillis;
  private final long goneAfterMillis;
  private Pool pool;
  private boolean closed;

  private PostgresLedger(Vertx vertx, String uri, Duration deadline, Duration goneAfter) {
    this.vertx = vertx;
    this.goneAfterMillis = goneAfter.toMillis();
    this.address = Addresses.masked(uri);
    this.deadlineMillis = deadline.toMillis();
    // What is given up here must end there too, even if the server is not told, else it goes on
    // waiting for locks, or holding them.
    long idleMillis = Math.max(MIN_IDLE_TIMEOUT_MILLIS, deadlineMillis);
    this.options =
        PgConnectOptions.fromUri(uri)
            .setCachePreparedStatements(true)
            .addProperty("statement_timeout", Long.toString(deadlineMillis))
            .addProperty("idle_in_transaction_session_timeout", Long.toString(idleMillis))
            .addProperty("timezone", "UTC")
            // Every statement here finds its rows by an index. A plan that was made while a table
            // was small would read all of it when it is not small any more.
            .addProperty("enable_seqscan", "off")
            .addProperty("enable_hashjoin", "off")
            .addProperty("enable_mergejoin", "off")
            .addProperty("jit", "off")
            .addProperty("application_name", "laminar-stats");
    this.pool = newPool();
  }

  /** Rolls the transaction back; never leaves this class. */
  private static final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OvertakenException() {
      super("overtaken", null, false, false);
    }
  }

  /**
   * Connects and makes the tables that are not there.
   *
   * @param deadline for each operation
   * @param goneAfter a bidder that was not heard of for so long is not waited for any more
   * @return fails with {@link LedgerException} if the server cannot be reached or refuses
   */
  public static Future<PostgresLedger> open(
      Vertx vertx, String uri, Duration deadline, Duration goneAfter) {
    var ledger = new PostgresLedger(vertx, uri, deadline, goneAfter);
    return ledger
        .within("make the tables", () -> ledger.pool.query(LedgerSchema.MAKE).execute())
        .map(ledger)
        .recover(failure -> ledger.close().transform(closed -> Future.failedFuture(failure)));
  }

  @Override
  public Future<Map<Integer, Long>> positions(EventTopic topic) {
    return within(
        "read the positions of " + topic.name(),
        () ->
            run(pool, LedgerSql.BEGIN_POSITIONS, topic.id(), topic.name(), topic.partitions())
                .compose(begun -> run(pool, LedgerSql.POSITIONS, topic.id()))
                .map(
                    rows -> {
                      Map<Integer, Long> nextByPartition = new HashMap<>();
                      rows.forEach(row -> nextByPartition.put(row.getInteger(0), row.getLong(1)));
                      return nextByPartition;
                    }));
  }

  @Override
  public Future<Outcome> commit(Batch batch) {
    return within(
            "commit " + batch.ranges().size() + " positions",
            () -> pool.withTransaction(connection -> enter(connection, batch)))
        .recover(
            failure ->
                failure instanceof OvertakenException
                    ? Future.succeededFuture(new Overtaken())
                    : Future.failedFuture(failure));
  }

  public Future<Void> close() {
    closed = true;
    return pool.close();
  }

  private Future<Outcome> enter(SqlConnection connection, Batch batch) {
    return movePositions(connection, batch)
        .compose(moved -> keepBeats(connection, batch))
        .compose(kept -> addSums(connection, batch))
        .compose(added -> addDays(connection, batch))
        .compose(added -> keepDeadLetters(connection, batch))
        .compose(kept -> addNotices(connection, batch))
        .compose(
            newNotices ->
                contradicted(connection, batch, newNotices)
                    .compose(
                        contradicted ->
                            pulse(connection, batch)
                                .map(pulse -> new Committed(newNotices, contradicted, pulse))));
  }

  private static Future<Void> movePositions(SqlConnection connection, Batch batch) {
    List<Batch.Range> ranges = List.copyOf(batch.ranges());
    return run(
            connection,
            LedgerSql.MOVE_POSITIONS,
            batch.topic().id(),
            ranges.stream().map(Batch.Range::partition).toArray(Integer[]::new),
            ranges.stream().map(Batch.Range::from).toArray(Long[]::new),
            ranges.stream().map(Batch.Range::next).toArray(Long[]::new))
        .compose(
            moved ->
                moved.rowCount() == ranges.size()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new OvertakenException()));
  }

  private static Future<Void> keepBeats(SqlConnection connection, Batch batch) {
    var beats = batch.heartbeats();
    if (beats.isEmpty()) {
      return Future.succeededFuture();
    }
    return run(
            connection,
            LedgerSql.KEEP_BEATS,
            batch.topic().id(),
            beats.keySet().stream().map(Batch.BeatKey::partition).toArray(Integer[]::new),
            beats.keySet().stream().map(Batch.BeatKey::sender).toArray(String[]::new),
            beats.values().stream().map(Heartbeat::atMillis).toArray(Long[]::new),
            beats.values().stream().map(Heartbeat::leaving).toArray(Boolean[]::new))
        .mapEmpty();
  }

  private static Future<Void> addSums(SqlConnection connection, Batch batch) {
    if (batch.sums().isEmpty()) {
      return Future.succeededFuture();
    }
    var keys = batch.sums().keySet();
    return run(
            connection,
            LedgerSql.ADD_SUMS,
            keys.stream().map(Batch.SumKey::hour).toArray(Long[]::new),
            keys.stream().map(Batch.SumKey::fact).toArray(String[]::new),
            keys.stream().map(key -> key.subject().name()).toArray(String[]::new),
            keys.stream().map(key -> key.subject().creative()).toArray(String[]::new),
            keys.stream().map(key -> key.subject().deal()).toArray(String[]::new),
            keys.stream().map(key -> key.subject().exchange()).toArray(String[]::new),
            batch.sums().values().toArray(Long[]::new))
        .mapEmpty();
  }

  private static Future<Void> addDays(SqlConnection connection, Batch batch) {
    var days = batch.bidsByDay();
    if (days.isEmpty()) {
      return Future.succeededFuture();
    }
    return run(
            connection,
            LedgerSql.ADD_DAYS,
            days.keySet().stream().map(Batch.DayKey::day).toArray(Integer[]::new),
            days.keySet().stream().map(Batch.DayKey::fact).toArray(String[]::new),
            days.keySet().stream().map(Batch.DayKey::campaign).toArray(String[]::new),
            days.values().toArray(Long[]::new))
        .mapEmpty();
  }

  private static Future<Integer> addNotices(SqlConnection connection, Batch batch) {
    List<Notice> notices = List.copyOf(batch.distinctNotices());
    if (notices.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return run(
            connection,
            LedgerSql.ADD_NOTICES,
            notices.stream().map(Notice::id).toArray(String[]::new),
            notices.stream().map(notice -> notice.kind().name()).toArray(String[]::new),
            notices.stream().map(Notice::bidId).toArray(String[]::new),
            notices.stream().map(Notice::campaignId).toArray(String[]::new),
            notices.stream().map(Notice::creativeId).toArray(String[]::new),
            notices.stream().map(Notice::dealId).toArray(String[]::new),
            notices.stream().map(Notice::exchange).toArray(String[]::new),
            notices.stream().map(Notice::priceMicros).toArray(Long[]::new),
            notices.stream().map(Notice::atMillis).toArray(Long[]::new))
        .compose(
            rows -> {
              Row fresh = rows.iterator().next();
              return addReleases(connection, batch.released(List.of(fresh.getArrayOfStrings(1))))
                  .map(fresh.getInteger(0));
            });
  }

  /** Looked for only where something was not new. */
  private static Future<Contradicted> contradicted(
      SqlConnection connection, Batch batch, int newNotices) {
    List<Notice> notices = List.copyOf(batch.distinctNotices());
    if (notices.size() == newNotices) {
      return Future.succeededFuture(batch.contradicted());
    }
    return run(
            connection,
            LedgerSql.COUNT_CONTRADICTED,
            notices.stream().map(Notice::id).toArray(String[]::new),
            notices.stream().map(notice -> notice.kind().name()).toArray(String[]::new))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return batch
                  .contradicted()
                  .and(new Contradicted(row.getInteger(0), row.getInteger(1)));
            });
  }

  private static Future<Void> addReleases(
      SqlConnection connection, SortedMap<Batch.DrawKey, Long> nanosByDraw) {
    if (nanosByDraw.isEmpty()) {
      return Future.succeededFuture();
    }
    var draws = nanosByDraw.keySet();
    return run(
            connection,
            LedgerSql.ADD_RELEASES,
            draws.stream().map(Batch.DrawKey::campaign).toArray(String[]::new),
            draws.stream().map(Batch.DrawKey::settledMillis).toArray(Long[]::new),
            nanosByDraw.values().toArray(Long[]::new))
        .mapEmpty();
  }

  private static Future<Void> keepDeadLetters(SqlConnection connection, Batch batch) {
    List<DeadLetter> letters = batch.deadLetters();
    if (letters.isEmpty()) {
      return Future.succeededFuture();
    }
    return run(
            connection,
            LedgerSql.KEEP_DEAD_LETTERS,
            batch.topic().id(),
            letters.stream().map(DeadLetter::partition).toArray(Integer[]::new),
            letters.stream().map(DeadLetter::offset).toArray(Long[]::new),
            letters.stream().map(letter -> storable(letter.reason())).toArray(String[]::new),
            letters.stream().map(letter -> Buffer.buffer(letter.body())).toArray(Buffer[]::new))
        .mapEmpty();
  }

  /** PostgreSQL's text holds no NUL, and a reason may quote one. */
  private static String storable(String reason) {
    return reason.replace('\0', '\uFFFD');
  }

  private Future<Optional<Pulse>> pulse(SqlConnection connection, Batch batch) {
    if (batch.heartbeats().isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    EventTopic topic = batch.topic();
    return run(connection, LedgerSql.PULSE, topic.id(), topic.partitions(), goneAfterMillis)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return Optional.of(
                  new Pulse(
                      List.of(row.getArrayOfStrings(0)),
                      row.getInteger(1),
                      row.getString(2),
                      new Pulse.Sent(row.getString(3), row.getLong(4)),
                      new Pulse.Sent(row.getString(5), row.getLong(6)),
                      row.getLong(7)));
            });
  }

  private static Future<RowSet<Row>> run(SqlClient client, String sql, Object... parameters) {
    return client.preparedQuery(sql).execute(Tuple.from(parameters));
  }

  private <T> Future<T> within(String operation, Supplier<Future<T>> call) {
    if (closed) {
      return Future.failedFuture(unavailable(operation, "closed", null));
    }
    return call.get()
        .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(explain(operation, failure)));
  }

  private RuntimeException explain(String operation, Throwable cause) {
    if (cause instanceof OvertakenException overtaken) {
      return overtaken;
    }
    if (cause instanceof TimeoutException) {
      renewPool();
      return unavailable(operation, "no answer within " + deadlineMillis + " ms", null);
    }
    if (cause instanceof PgException refused) {
      String reason = refused.getErrorMessage() + " (SQLSTATE " + refused.getSqlState() + ")";
      return isAboutTheData(refused)
          ? new LedgerException(Kind.UNSTORABLE, message(operation, reason), cause)
          : unavailable(operation, reason, cause);
    }
    return unavailable(operation, String.valueOf(cause.getMessage()), cause);
  }

  /** Data exceptions and violated constraints; all else is about the server or its state. */
  private static boolean isAboutTheData(PgException refused) {
    String state = String.valueOf(refused.getSqlState());
    return state.startsWith("22") || state.startsWith("23");
  }

  private LedgerException unavailable(String operation, String reason, Throwable cause) {
    return new LedgerException(Kind.UNAVAILABLE, message(operation, reason), cause);
  }

  private String message(String operation, String reason) {
    return address + ": " + operation + ": " + reason;
  }

  /** Waits of an abandoned operation must not clog the next one's connection. */
  private void renewPool() {
    if (!closed) {
      pool.close();
      pool = newPool();
    }
  }

  private Pool newPool() {
    return PgBuilder.pool()
        .connectingTo(options)
        .with(
            new PoolOptions()
                .setMaxSize(1)
                .setConnectionTimeout((int) deadlineMillis)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .using(vertx)
        .build();
  }
}
