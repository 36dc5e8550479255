package io.laminar.load.answer;

import java.util.List;

/** What the body of a 200 turned out to be. */
public sealed interface BidAnswer {

  /** Usable bids, at least one. */
  record Offers(List<OfferedBid> bids) implements BidAnswer {
    public Offers {
      bids = List.copyOf(bids);
    }
  }

  /**
   * A well-formed response without a bid, which OpenRTB allows beside 204.
   *
   * @param reason {@code nbr-} and the code given, or {@code empty-response}
   */
  record Nothing(String reason) implements BidAnswer {}

  /**
   * Nothing an exchange can use.
   *
   * @param problem what was wrong and where
   */
  record Broken(String problem) implements BidAnswer {}
}
