package io.laminar.bidder.server;

import io.laminar.bidder.openrtb.Bid;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bids by campaign, creative and deal. Deals are named by requests, so what is remembered of them
 * is bounded here as it is in the queue. One per event loop.
 */
final class BidSums {

  private static final int MOST = 10_000;

  private final FactSource facts;
  private final Map<Key, FactSource.Sum> sumByKey = new HashMap<>();

  BidSums(FactSource facts) {
    this.facts = facts;
  }

  private record Key(String campaignId, String creativeId, String dealId) {}

  void add(List<Bid> bids) {
    for (int i = 0; i < bids.size(); i++) {
      Bid bid = bids.get(i);
      var key = new Key(bid.campaignId(), bid.creativeId(), bid.dealId());
      FactSource.Sum sum = sumByKey.get(key);
      if (sum == null) {
        sum = facts.sum(Fact.BID, subject(key));
        if (sumByKey.size() < MOST) {
          sumByKey.put(key, sum);
        }
      }
      sum.add(1);
    }
  }

  /** A deal's name may be anything; one that cannot be counted under is left out. */
  private static Subject subject(Key key) {
    try {
      return new Subject(key.campaignId, key.creativeId, key.dealId, "");
    } catch (IllegalArgumentException e) {
      return new Subject(key.campaignId, key.creativeId, "", "");
    }
  }
}
