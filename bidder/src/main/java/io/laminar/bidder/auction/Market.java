package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSeal;
import java.util.function.LongSupplier;

/**
 * What all auctions of a process share: the campaigns of now, what users have seen, and the keys
 * that bids are signed with. The campaigns are replaced as a whole, and each auction takes the new
 * ones up at its next request. Thread-safe.
 */
public final class Market {

  private final SeenBook seen;
  private final NoticeKeys keys;
  private volatile CampaignIndex index;

  public Market(CampaignIndex index, SeenBook seen, NoticeKeys keys) {
    this.index = index;
    this.seen = seen;
    this.keys = keys;
  }

  public CampaignIndex index() {
    return index;
  }

  public CampaignSet campaigns() {
    return index.campaigns();
  }

  /** Takes other campaigns into use. */
  public void install(CampaignIndex other) {
    index = other;
  }

  /** A seal for one event loop. */
  public NoticeSeal newSeal() {
    return new NoticeSeal(keys);
  }

  /**
   * An auction for one event loop.
   *
   * @param rates to bid in other currencies than that of the campaigns
   * @param nanoTime monotonic
   */
  public Auction newAuction(BidIds ids, ExchangeRates rates, LongSupplier nanoTime) {
    return new Auction(this::index, seen, ids, newSeal(), rates, nanoTime);
  }
}
