package io.laminar.bidder.auction;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.openrtb.Bid;
import java.util.List;

/** What we tell the exchange: an offer, or silence with a reason that is counted. */
public sealed interface Outcome {

  /**
   * Bids, at most one for an imp.
   *
   * @param tender the currency of their prices
   */
  record Offer(List<Bid> bids, Rate tender) implements Outcome {
    public Offer {
      bids = List.copyOf(bids);
      if (bids.isEmpty()) {
        throw new IllegalArgumentException("an offer needs a bid");
      }
    }
  }

  /** No bid on any imp. */
  record NoBid(Reason reason) implements Outcome {}
}
