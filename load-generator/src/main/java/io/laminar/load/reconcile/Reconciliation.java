package io.laminar.load.reconcile;

import io.laminar.load.result.Check;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.NoticeCount;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the exchange's books with the bidder's. What was acknowledged must be counted, once;
 * what was sent and not acknowledged may be counted or not, since the bidder may have it. Says the
 * truth only if nobody else asked the bidder meanwhile.
 */
public final class Reconciliation {

  /** A thousandth of a sum is rounded down, before and after. */
  private static final long ROUNDING_MICROS = 1;

  private Reconciliation() {}

  /**
   * Holds the counts of a run against what the statistics counted since before it.
   *
   * @return one check each for requests, wins, billings, losses and spend
   */
  public static List<Check> check(
      Counts exchange, StatsTotals before, StatsTotals after, CurrencyRates rates) {
    StatsTotals counted = after.since(before);
    List<Check> checks = new ArrayList<>();
    long unknown = exchange.count(Outcome.TIMEOUT) + exchange.count(Outcome.CONNECTION_ERROR);
    checks.add(between("requests", exchange.answered(), unknown, counted.requests()));
    checks.add(notices(exchange, NoticeKind.WIN, "wins", counted.wins()));
    checks.add(notices(exchange, NoticeKind.BILLING, "billings", counted.billings()));
    checks.add(notices(exchange, NoticeKind.LOSS, "losses", counted.losses()));
    checks.add(spend(exchange, counted.spendMicros(), rates));
    return checks;
  }

  private static Check notices(Counts exchange, NoticeKind kind, String name, long counted) {
    NoticeCount sent = exchange.notices(kind);
    return between(name, sent.acknowledged(), sent.failed(), counted);
  }

  private static Check between(String name, long known, long unknown, long counted) {
    String open =
        unknown == 0 ? "" : String.format(Locale.ROOT, " and up to %,d unanswered", unknown);
    return new Check(
        String.format(Locale.ROOT, "%s: %,d%s", name, known, open),
        String.format(Locale.ROOT, "%,d counted", counted),
        counted >= known && counted <= known + unknown);
  }

  private static Check spend(Counts exchange, long countedMicros, CurrencyRates rates) {
    long billedMicros = rates.worth(exchange.billedMicrosByCurrency()) / 1_000;
    boolean open = exchange.notices(NoticeKind.BILLING).failed() > 0;
    long roundingMicros = roundingMicros(exchange, rates);
    boolean held =
        countedMicros >= billedMicros - roundingMicros
            && (open || countedMicros <= billedMicros + roundingMicros);
    return new Check(
        String.format(
            Locale.ROOT,
            "spend: %.6f%s",
            billedMicros / 1e6,
            open ? " and what is unanswered" : ""),
        String.format(Locale.ROOT, "%.6f counted", countedMicros / 1e6),
        held);
  }

  /** The bidder converts each price by itself: half a millionth of it may be lost or won. */
  private static long roundingMicros(Counts exchange, CurrencyRates rates) {
    boolean converted =
        exchange.billedMicrosByCurrency().keySet().stream().anyMatch(rates::converts);
    long bills = exchange.notices(NoticeKind.BILLING).acknowledged();
    return ROUNDING_MICROS + (converted ? bills / 2_000 + 1 : 0);
  }
}
