package io.laminar.stats.report;

import io.laminar.stats.event.Fact;
import io.laminar.stats.event.NoticeKind;

/** What is counted, as a report names it. */
public enum Measure {
  REQUESTS("requests", Fact.REQUEST),
  OFFERS("offers", Fact.OFFER),
  NO_BIDS("noBids", Fact.NO_BID),
  INVALID("invalid", Fact.INVALID),
  LEFT("left", Fact.LEFT),
  FAULTS("faults", Fact.FAULT),
  BIDS("bids", Fact.BID),
  WINS("wins", NoticeKind.WIN),
  BILLINGS("billings", NoticeKind.BILLING),
  LOSSES("losses", NoticeKind.LOSS),
  CLICKS("clicks", NoticeKind.CLICK),
  /** Millionths of the currency: a thousandth of the sum of the prices that were billed. */
  SPEND_MICROS("spendMicros", NoticeKind.BILLING),
  PROFILES_FOUND("profilesFound", Fact.PROFILE_FOUND),
  PROFILES_MISSING("profilesMissing", Fact.PROFILE_MISSING),
  PROFILES_LATE("profilesLate", Fact.PROFILE_LATE);

  private final String label;
  private final String fact;

  Measure(String label, Enum<?> fact) {
    this.label = label;
    this.fact = fact.name();
  }

  /** The field in JSON and the column in CSV. */
  public String label() {
    return label;
  }

  /** What is to be summed in SQL; a whole number. */
  String sql() {
    return this == SPEND_MICROS
        ? "coalesce(sum(price_micros) FILTER (WHERE fact = '" + fact + "'), 0)::bigint / 1000"
        : "coalesce(sum(total) FILTER (WHERE fact = '" + fact + "'), 0)::bigint";
  }
}
