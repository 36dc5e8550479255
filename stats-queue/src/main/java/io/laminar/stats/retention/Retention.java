package io.laminar.stats.retention;

import io.laminar.stats.address.Addresses;
import io.laminar.stats.ledger.LedgerSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of tidying up, one at a time, by one process at a time.
 *
 * <p>Each step of a round is a transaction of its own and may be repeated. A step that finds a
 * table locked for two seconds gives up, so that it never holds up the counting for long; the next
 * round tries again. Belongs to the context it was opened on, except for {@link #state}.
 */
public final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** One process tidies up at a time; any number that nobody else uses. */
  private static final long TURN_LOCK = 0x6c616d696e617254L;

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int SPARE_MILLIS = 5_000;
  private static final long CLOSE_MILLIS = 2_000;
  private static final String BEGIN_STEP =
      "SET LOCAL lock_timeout = '2s'; SELECT pg_try_advisory_xact_lock(" + TURN_LOCK + ")";

  private static final String FOLD_HOURS =
      "SELECT stats_fold('stats_hour', 'hour', 'stats_day', 'day', 'day', '1 day', $1)";
  private static final String FOLD_DAYS =
      "SELECT stats_fold('stats_day', 'day', 'stats_month', 'month', 'month', '1 month', $1)";
  private static final String FORGET_NOTICES = "SELECT stats_forget_notices($1)";
  private static final String FORGET_LETTERS =
      """
      WITH old AS (DELETE FROM stats_dead_letter
        WHERE kept_at < now() - $1::bigint * interval '1 second' RETURNING 1)
      SELECT count(*) FROM old\
      """;
  private static final String FORGET_BEATS =
      """
      WITH old AS (DELETE FROM stats_beat WHERE seen_at < now() - interval '1 day' RETURNING 1)
      SELECT count(*) FROM old\
      """;

  private static final String FORGET_RELEASES =
      """
      WITH old AS (DELETE FROM stats_release
        WHERE settled_millis < extract(epoch FROM now() - interval '1 day') * 1000 RETURNING 1)
      SELECT count(*) FROM old\
      """;

  private final Vertx vertx;
  private final RetentionOptions options;
  private final LongSupplier nowMillis;
  private final String address;
  private final Pool pool;
  private final long timer;
  private Future<Void> round = Future.succeededFuture();
  private boolean closed;
  private volatile RetentionState state = new RetentionState(0, 0, 0, 0, "");

  private Retention(Vertx vertx, String uri, RetentionOptions options, LongSupplier nowMillis) {
    this.vertx = vertx;
    this.options = options;
    this.nowMillis = nowMillis;
    this.address = Addresses.masked(uri);
    this.pool =
        PgBuilder.pool()
            .connectingTo(
                PgConnectOptions.fromUri(uri)
                    .addProperty("statement_timeout", Long.toString(DEADLINE.toMillis()))
                    .addProperty("timezone", "UTC")
                    .addProperty("application_name", "laminar-stats-retention"))
            .with(new PoolOptions().setMaxSize(1))
            .using(vertx)
            .build();
    this.timer = vertx.setPeriodic(options.interval().toMillis(), round -> tidyUp());
  }

  /**
   * Begins with rounds at the options' interval; the tables must be there.
   *
   * @param nowMillis since the epoch
   */
  public static Retention start(
      Vertx vertx, String uri, RetentionOptions options, LongSupplier nowMillis) {
    var retention = new Retention(vertx, uri, options, nowMillis);
    retention.tidyUp();
    return retention;
  }

  /** What has been done, from any thread. */
  public RetentionState state() {
    return state;
  }

  /**
   * Makes a round now, or goes on with the one that is under way.
   *
   * @return done when the round has ended; never fails, {@link #state} tells what went wrong
   */
  public Future<Void> tidyUp() {
    if (closed || !round.isComplete()) {
      return round;
    }
    round = tidyUpOnce();
    return round;
  }

  /** Stops tidying up and waits a moment for the round that is under way. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return Future.any(round, vertx.timer(CLOSE_MILLIS)).eventually(pool::close).mapEmpty();
  }

  private Future<Void> tidyUpOnce() {
    return steps()
        .timeout(DEADLINE.toMillis() + SPARE_MILLIS, TimeUnit.MILLISECONDS)
        .transform(
            ended -> {
              if (ended.succeeded()) {
                state = state.after(ended.result(), nowMillis.getAsLong());
              } else if (!closed) {
                String problem = address + ": tidying up: " + ended.cause().getMessage();
                LOG.warn("{}; tries again later", problem);
                state = state.failed(problem);
              }
              return Future.succeededFuture();
            });
  }

  private Future<RetentionState> steps() {
    LocalDate today =
        LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis.getAsLong()), ZoneOffset.UTC);
    LocalDate hoursFrom = today.minusDays(RetentionOptions.ceilDays(options.hours()));
    LocalDate daysFrom =
        today.minusDays(RetentionOptions.ceilDays(options.days())).withDayOfMonth(1);
    LocalDate noticesFrom = today.minusDays(options.noticeDays());
    return makePartitions()
        .compose(made -> step(FOLD_HOURS, Tuple.of(hoursFrom)))
        .compose(
            hours ->
                step(FOLD_DAYS, Tuple.of(daysFrom))
                    .compose(days -> step(FORGET_NOTICES, Tuple.of(noticesFrom)))
                    .compose(
                        notices ->
                            step(FORGET_LETTERS, Tuple.of(options.deadLetters().toSeconds()))
                                .compose(
                                    letters ->
                                        step(FORGET_BEATS, Tuple.tuple())
                                            .compose(beats -> step(FORGET_RELEASES, Tuple.tuple()))
                                            .map(
                                                releases ->
                                                    new RetentionState(
                                                        hours, notices, letters, 0, "")))));
  }

  private Future<Void> makePartitions() {
    return pool.withTransaction(
        connection ->
            myTurn(connection)
                .compose(
                    mine ->
                        mine
                            ? connection
                                .query(LedgerSchema.MAKE_NEXT_PARTITIONS)
                                .execute()
                                .mapEmpty()
                            : Future.succeededFuture()));
  }

  private Future<Long> step(String sql, Tuple parameters) {
    if (closed) {
      return Future.failedFuture("closed");
    }
    return pool.withTransaction(
        connection ->
            myTurn(connection)
                .compose(
                    mine ->
                        mine
                            ? connection
                                .preparedQuery(sql)
                                .execute(parameters)
                                .map(rows -> rows.iterator().next().getLong(0))
                            : Future.succeededFuture(0L)));
  }

  private static Future<Boolean> myTurn(SqlConnection connection) {
    return connection
        .query(BEGIN_STEP)
        .execute()
        .map(rows -> rows.next().iterator().next().getBoolean(0));
  }
}
