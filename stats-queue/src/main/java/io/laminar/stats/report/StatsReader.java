package io.laminar.stats.report;

import io.laminar.stats.address.Addresses;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Totals as they are committed.
 *
 * <p>The tables are there once a {@link io.laminar.stats.StatsService} has started; before that
 * every question fails. Belongs to the context it was opened on.
 */
public final class StatsReader {

  private static final String FACTS =
      "SELECT hour, fact, subject, sum(total)::bigint FROM stats_hour GROUP BY 1, 2, 3 ORDER BY 1,"
          + " 2, 3";
  private static final String FACT_TOTAL =
      "SELECT coalesce(sum(total), 0)::bigint FROM stats_by_month WHERE fact = $1";
  private static final String FACT_TOTAL_OF =
      "SELECT coalesce(sum(total), 0)::bigint FROM stats_by_month WHERE fact = $1 AND subject = $2";
  private static final String NOTICES =
      """
      SELECT fact, subject, sum(total)::bigint, sum(price_micros)::bigint
      FROM stats_by_month WHERE fact IN ('WIN', 'BILLING', 'LOSS', 'CLICK')
      GROUP BY 1, 2 ORDER BY 1, 2\
      """;
  private static final int MOST_ROWS = 10_000;
  private static final String KEPT =
      """
      SELECT topic_id, part, record_offset, reason, length(body), kept_at
      FROM stats_dead_letter ORDER BY id DESC LIMIT $1\
      """;

  private final Pool pool;
  private final String address;
  private final long deadlineMillis;

  private StatsReader(Pool pool, String address, long deadlineMillis) {
    this.pool = pool;
    this.address = address;
    this.deadlineMillis = deadlineMillis;
  }

  /**
   * Connects on the first question.
   *
   * @param uri of the PostgreSQL that holds the statistics
   * @param deadline for one question
   */
  public static StatsReader open(Vertx vertx, String uri, Duration deadline) {
    Pool pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(uri).addProperty("timezone", "UTC"))
            .with(new PoolOptions().setMaxSize(1))
            .using(vertx)
            .build();
    return new StatsReader(pool, Addresses.masked(uri), deadline.toMillis());
  }

  /** Every fact and notice by hour and subject, as long as hours are kept. */
  public Future<List<FactTotal>> facts() {
    return ask(
        FACTS,
        Tuple.tuple(),
        row ->
            new FactTotal(
                row.getOffsetDateTime(0).toInstant(),
                row.getString(1),
                row.getString(2),
                row.getLong(3)));
  }

  /** A fact over all hours and subjects. */
  public Future<Long> total(Fact fact) {
    return number(FACT_TOTAL, Tuple.of(fact.name()));
  }

  /** A fact over all hours, of one subject. */
  public Future<Long> total(Fact fact, String subject) {
    return number(FACT_TOTAL_OF, Tuple.of(fact.name(), subject));
  }

  /** Notices over all hours by kind and campaign. */
  public Future<List<NoticeTotal>> notices() {
    return ask(
        NOTICES,
        Tuple.tuple(),
        row -> new NoticeTotal(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)));
  }

  /** Notices of one kind over all hours and campaigns, each id once. */
  public Future<Long> notices(NoticeKind kind) {
    return number(FACT_TOTAL, Tuple.of(kind.name()));
  }

  /**
   * Answers a question.
   *
   * @return fails with {@link IllegalArgumentException} if there are more than {@value #MOST_ROWS}
   *     rows
   */
  public Future<StatsTable> table(StatsQuery query) {
    QuerySql sql = QuerySql.of(query, MOST_ROWS + 1);
    int dimensions = query.by().size();
    return ask(sql.sql(), sql.parameters(), row -> cells(row, dimensions))
        .compose(
            rows ->
                rows.size() > MOST_ROWS
                    ? Future.failedFuture(
                        new IllegalArgumentException(
                            "more than "
                                + MOST_ROWS
                                + " rows: ask for less time or tell fewer things apart"))
                    : Future.succeededFuture(new StatsTable(sql.columns(), rows)));
  }

  /**
   * Checks that statistics fit together.
   *
   * @param from the first day; null for the first there is
   * @param to the first day that does not count any more; null for none
   * @param rememberedFrom the first day whose notices are all remembered
   */
  public Future<Reconciliation> reconcile(LocalDate from, LocalDate to, LocalDate rememberedFrom) {
    return new Reconciler(this).reconcile(from, to, rememberedFrom);
  }

  /** The last records that could not be counted, the newest first. */
  public Future<List<KeptRecord>> kept(int limit) {
    return ask(
        KEPT,
        Tuple.of(limit),
        row ->
            new KeptRecord(
                row.getString(0),
                row.getInteger(1),
                row.getLong(2),
                row.getString(3),
                row.getInteger(4),
                row.getOffsetDateTime(5).toInstant()));
  }

  public Future<Void> close() {
    return pool.close();
  }

  private Future<Long> number(String sql, Tuple parameters) {
    return ask(sql, parameters, row -> row.getLong(0)).map(rows -> rows.get(0));
  }

  private static List<Object> cells(Row row, int dimensions) {
    List<Object> cells = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      cells.add(i < dimensions ? row.getString(i) : row.getLong(i));
    }
    return cells;
  }

  <T> Future<List<T>> ask(String sql, Tuple parameters, Function<Row, T> reading) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
        .map(rows -> read(rows, reading))
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        address + ": read the statistics: " + failure.getMessage(), failure)));
  }

  private static <T> List<T> read(RowSet<Row> rows, Function<Row, T> reading) {
    List<T> list = new ArrayList<>(rows.size());
    rows.forEach(row -> list.add(reading.apply(row)));
    return list;
  }
}
