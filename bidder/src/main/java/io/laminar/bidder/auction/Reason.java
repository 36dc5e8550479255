package io.laminar.bidder.auction;

import java.util.Locale;

/**
 * Why there is no bid. The label is used in headers and metrics and never changes; the code is
 * OpenRTB's {@code nbr} (AdCOM 1.0, No-Bid Reason Codes; 500 and above are our own). The order from
 * {@link #CURRENCY} on is how far a request came: of several reasons the last is told.
 */
public enum Reason {
  /** The statistics path is known to be broken: no canary. */
  NO_CANARY(500),
  /** It is not known whether the statistics path works. */
  CANARY_UNKNOWN(501),
  /** More requests than can be answered in time. */
  OVERLOADED(1),
  /** The time that the sender waits is over, or too short to begin. */
  LATE(15),
  /** The bidder is stopping. */
  STOPPING(502),
  /** An operator stopped bidding. */
  OPERATOR(511),
  /** The supply chain does not lead back to the owner, and must. */
  INCOMPLETE_CHAIN(16),
  /** A seller of the supply chain is one that we do not buy from. */
  BLOCKED_SELLER(17),
  /** Neither the request nor any imp takes our currency. */
  CURRENCY(503),
  /** Our seat may not bid. */
  SEAT(504),
  /** No campaign has a fitting creative for this place and country. */
  NO_MATCH(505),
  /** A private auction, and no campaign has one of its deals. */
  NO_DEAL(506),
  /** What fits is blocked by the publisher, or avoids the publisher's content. */
  BLOCKED(507),
  /** What is left needs a profile, and none was found in time. */
  NO_PROFILE(8),
  /** What is left needs a profile, and the user must not be profiled. */
  PRIVACY(508),
  /** What is left needs a segment that the user is not in. */
  NO_SEGMENT(8),
  /** What is left does not run at this hour, or is paused. */
  NOT_RUNNING(520),
  /** What is left is worth less than the floor. */
  BELOW_FLOOR(510),
  /** The user has seen what is left often enough, or it is not known how often. */
  FREQUENCY(521),
  /** What is left has spent its budget, or all of it is held for bids that may yet be billed. */
  BUDGET_SPENT(509),
  /** What is left is ahead of its pacing. */
  BUDGET_PACED(522),
  /** It is not known what may be spent: the ledger of budgets does not, or not yet, answer. */
  BUDGET_UNKNOWN(523);

  private final int code;
  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Reason(int code) {
    this.code = code;
  }

  /** OpenRTB's {@code nbr}. */
  public int code() {
    return code;
  }

  /** Lower-case words joined by dashes. */
  public String label() {
    return label;
  }
}
