package io.laminar.stats.days;

import io.laminar.stats.event.Fact;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the books still owe to the stores of days.
 *
 * <p>A batch leaves what it adds to days in {@code stats_day_due}, in its own transaction. {@link
 * #claim} joins what is due into one amount for each key, under an id that never changes again, and
 * {@link #settle} forgets the amounts that a store has taken. An amount that is offered to a store
 * twice has the same id both times.
 */
final class DayBooks {

  /** One process feeds at a time; any number that nobody else uses. */
  private static final long TURN_LOCK = 0x6c616d696e617244L;

  static final String TABLES =
      "SELECT pg_advisory_xact_lock("
          + TURN_LOCK
          + " + 1);"
          + """
          CREATE TABLE IF NOT EXISTS stats_day_plan (
            single boolean PRIMARY KEY DEFAULT true CHECK (single),
            plan text NOT NULL,
            last_written date NOT NULL);
          INSERT INTO stats_day_plan (plan, last_written) VALUES ('', '-infinity')
            ON CONFLICT DO NOTHING;
          CREATE TABLE IF NOT EXISTS stats_day_pending (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            day date NOT NULL,
            fact text NOT NULL,
            campaign text NOT NULL,
            total bigint NOT NULL,
            price_micros bigint NOT NULL);
          """;

  private static final String PLAN =
      "SELECT plan, CASE WHEN isfinite(last_written) THEN last_written END FROM stats_day_plan"
          + " FOR UPDATE";
  private static final String SET_PLAN = "UPDATE stats_day_plan SET plan = $1";
  private static final String TRY_TURN = "SELECT pg_try_advisory_lock(" + TURN_LOCK + ")";
  private static final String END_TURN = "SELECT pg_advisory_unlock(" + TURN_LOCK + ")";

  private static final String CLAIM =
      """
      WITH due AS (DELETE FROM stats_day_due RETURNING day, fact, campaign, total, price_micros),
      claimed AS (
        INSERT INTO stats_day_pending (day, fact, campaign, total, price_micros)
        SELECT day, fact, campaign, sum(total)::bigint, sum(price_micros)::bigint
        FROM due GROUP BY 1, 2, 3
        RETURNING day)
      UPDATE stats_day_plan
      SET last_written = greatest(last_written, (SELECT max(day) FROM claimed))\
      """;

  /** $1 how many at most. */
  private static final String PENDING =
      """
      SELECT id, day, fact, campaign, total, price_micros FROM stats_day_pending
      ORDER BY id LIMIT $1\
      """;

  private static final String SETTLE = "DELETE FROM stats_day_pending WHERE id = ANY($1)";

  private DayBooks() {}

  /**
   * What one key is owed.
   *
   * @param measures of the amount: one, or with what was spent two
   */
  record Amount(
      UUID id, LocalDate day, String fact, String campaign, long total, long priceMicros) {

    /** The additions that it is made of, each under an id of its own. */
    List<Addition> additions() {
      List<Addition> additions = new ArrayList<>(2);
      additions.add(new Addition(DayKeys.of(campaign, fact, day), total, id.toString()));
      if (fact.equals(NoticeKind.BILLING.name())) {
        additions.add(
            new Addition(DayKeys.of(campaign, DayKeys.SPEND, day), priceMicros, id + "$"));
      }
      return additions;
    }
  }

  /** One addition to one key. */
  record Addition(String key, long delta, String operationId) {}

  /** The measures that days are told by. */
  static List<String> measures() {
    List<String> measures = new ArrayList<>(List.of(Fact.BID.name()));
    for (NoticeKind kind : NoticeKind.values()) {
      measures.add(kind.name());
    }
    measures.add(DayKeys.SPEND);
    return measures;
  }

  /**
   * Makes a plan the one that everybody follows.
   *
   * @return fails with {@link IllegalArgumentException} if it moves a day of which totals are
   *     written
   */
  static Future<Void> propose(SqlConnection connection, DayPlan plan) {
    return connection
        .query(PLAN)
        .execute()
        .compose(
            rows -> {
              var row = rows.iterator().next();
              DayPlan before = DayPlan.parse(row.getString(0));
              LocalDate last = row.getLocalDate(1);
              if (last != null) {
                refuseMoved(before, plan, last);
              }
              return connection.preparedQuery(SET_PLAN).execute(Tuple.of(plan.toString()));
            })
        .mapEmpty();
  }

  private static void refuseMoved(DayPlan before, DayPlan plan, LocalDate last) {
    plan.firstDifference(before, last)
        .ifPresent(
            day -> {
              throw new IllegalArgumentException(
                  DaysOptions.PLAN.key()
                      + " moves "
                      + day
                      + " to the "
                      + plan.placeOf(day).word()
                      + " store, but totals of days up to "
                      + last
                      + " are written already, under the plan \""
                      + before
                      + "\"; the first day that may move is "
                      + last.plusDays(1));
            });
  }

  /** True if this connection may feed until {@link #endTurn} or until it ends. */
  static Future<Boolean> tryTurn(SqlConnection connection) {
    return connection.query(TRY_TURN).execute().map(rows -> rows.iterator().next().getBoolean(0));
  }

  static Future<Void> endTurn(SqlConnection connection) {
    return connection.query(END_TURN).execute().mapEmpty();
  }

  /** Turns what is due into amounts; answers the plan to follow. */
  static Future<DayPlan> claim(SqlConnection connection) {
    return connection
        .query(CLAIM)
        .execute()
        .compose(claimed -> connection.query("SELECT plan FROM stats_day_plan").execute())
        .map(rows -> DayPlan.parse(rows.iterator().next().getString(0)));
  }

  static Future<List<Amount>> pending(SqlConnection connection, int limit) {
    return connection
        .preparedQuery(PENDING)
        .execute(Tuple.of(limit))
        .map(
            rows -> {
              List<Amount> amounts = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      amounts.add(
                          new Amount(
                              row.getUUID(0),
                              row.getLocalDate(1),
                              row.getString(2),
                              row.getString(3),
                              row.getLong(4),
                              row.getLong(5))));
              return amounts;
            });
  }

  static Future<Void> settle(SqlConnection connection, List<UUID> ids) {
    return connection.preparedQuery(SETTLE).execute(Tuple.of(ids.toArray(UUID[]::new))).mapEmpty();
  }
}
