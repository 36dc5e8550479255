package io.laminar.bidder.server;

import io.laminar.bidder.openrtb.Bid;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bids on one exchange by campaign, creative and deal; what is remembered is bounded here as it is
 * in the queue. One per event loop and exchange.
 */
final class BidSums {

  private static final int MOST = 10_000;

  private final FactSource facts;
  private final String exchange;
  private final Map<Key, FactSource.Sum> sumByKey = new HashMap<>();

  BidSums(FactSource facts, String exchange) {
    this.facts = facts;
    this.exchange = exchange;
  }

  private record Key(String campaignId, String creativeId, String dealId) {}

  void add(List<Bid> bids) {
    for (int i = 0; i < bids.size(); i++) {
      Bid bid = bids.get(i);
      var key = new Key(bid.campaignId(), bid.creativeId(), bid.dealId());
      FactSource.Sum sum = sumByKey.get(key);
      if (sum == null) {
        sum =
            facts.sum(Fact.BID, new Subject(key.campaignId, key.creativeId, key.dealId, exchange));
        if (sumByKey.size() < MOST) {
          sumByKey.put(key, sum);
        }
      }
      sum.add(1);
    }
  }
}
