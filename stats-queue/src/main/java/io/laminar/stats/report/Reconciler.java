package io.laminar.stats.report;

import io.laminar.stats.report.Reconciliation.Check;
import io.laminar.stats.report.Reconciliation.Violation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Asks the questions whose answers must fit together. */
final class Reconciler {

  private static final String SPAN = "FROM stats_by_day WHERE day >= $1::date AND day < $2::date ";

  private static final String ANSWERS =
      """
      SELECT to_char(day, 'YYYY-MM-DD'),
             coalesce(sum(total) FILTER (WHERE fact = 'REQUEST'), 0)::bigint,
             coalesce(sum(total) FILTER
               (WHERE fact IN ('OFFER', 'NO_BID', 'INVALID', 'LEFT', 'FAULT')), 0)::bigint
      """
          + SPAN
          + "GROUP BY day ORDER BY day";

  private static final String WINS =
      """
      SELECT subject, coalesce(sum(total) FILTER (WHERE fact = 'WIN'), 0)::bigint,
             coalesce(sum(total) FILTER (WHERE fact = 'BID'), 0)::bigint
      """
          + SPAN
          + "AND fact IN ('WIN', 'BID') GROUP BY subject ORDER BY subject";

  /** $3 is the first day whose notices are all remembered. */
  private static final String BILLS =
      """
      WITH counted AS (
        SELECT subject, sum(%1$s)::bigint AS counted
        FROM stats_by_day WHERE fact = 'BILLING' AND day >= greatest($1::date, $3::date) AND day < $2::date
        GROUP BY subject),
      told AS (
        SELECT campaign_id AS subject, sum(%2$s)::bigint AS told
        FROM stats_notice WHERE kind = 'BILLING' AND at >= greatest($1::date, $3::date) AND at < $2::date
        GROUP BY campaign_id)
      SELECT subject, coalesce(counted, 0), coalesce(told, 0)
      FROM counted FULL JOIN told USING (subject) ORDER BY subject\
      """;

  private static final String SPEND = BILLS.formatted("price_micros", "price_micros");
  private static final String BILL_COUNT = BILLS.formatted("total", "1");

  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  private final StatsReader reader;

  Reconciler(StatsReader reader) {
    this.reader = reader;
  }

  /**
   * @param from the first day; null for the first there is
   * @param to the first day that does not count any more; null for none
   * @param rememberedFrom the first day whose notices are all remembered
   */
  Future<Reconciliation> reconcile(LocalDate from, LocalDate to, LocalDate rememberedFrom) {
    LocalDate first = from == null ? FIRST : from;
    LocalDate end = to == null ? LAST : to;
    String note =
        first.isBefore(rememberedFrom)
            ? "single notices are remembered from "
                + rememberedFrom
                + " on; earlier days are not"
                + " compared"
            : "";
    Tuple span = Tuple.of(first, end);
    Tuple remembered = Tuple.of(first, end, rememberedFrom);
    List<Check> checks = new ArrayList<>();
    return check(
            "requests = offers + no-bids + invalid + left + faults", ANSWERS, span, equal(), "")
        .onSuccess(checks::add)
        .compose(done -> check("wins <= bids", WINS, span, (left, right) -> left <= right, ""))
        .onSuccess(checks::add)
        .compose(done -> check("spend = sum of billing notices", SPEND, remembered, equal(), note))
        .onSuccess(checks::add)
        .compose(done -> check("billings = billing notices", BILL_COUNT, remembered, equal(), note))
        .onSuccess(checks::add)
        .map(done -> new Reconciliation(checks));
  }

  private static BiPredicate<Long, Long> equal() {
    return Long::equals;
  }

  private Future<Check> check(
      String claim, String sql, Tuple parameters, BiPredicate<Long, Long> holds, String note) {
    return reader
        .ask(sql, parameters, Reconciler::part)
        .map(
            parts ->
                new Check(
                    claim,
                    parts.stream().mapToLong(Violation::left).sum(),
                    parts.stream().mapToLong(Violation::right).sum(),
                    parts.stream().filter(part -> !holds.test(part.left(), part.right())).toList(),
                    note));
  }

  private static Violation part(Row row) {
    return new Violation(row.getString(0), row.getLong(1), row.getLong(2));
  }
}
