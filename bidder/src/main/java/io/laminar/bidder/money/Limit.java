package io.laminar.bidder.money;

import java.util.Locale;

/** What keeps a campaign from spending more at this moment. */
public enum Limit {
  /** Nothing does. */
  NONE,
  /** It is ahead of its pacing curve. */
  PACED,
  /** What is left of the budget may yet be billed for bids that were made. */
  HELD,
  /** The budget of the day or of the campaign is spent. */
  SPENT,
  /** The ledger has not been asked yet or does not answer, so nothing may be spent. */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for people and metrics. */
  public String label() {
    return label;
  }
}
