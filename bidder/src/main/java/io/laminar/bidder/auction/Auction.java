package io.laminar.bidder.auction;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Spend;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides what to offer: for each imp the creative that may be shown there and pays most, in a deal
 * or in the open market.
 *
 * <p>A price is the campaign's bid, changed by the best of the user's segments; it is offered as it
 * is or, below the floor, not at all. Floors and requests in another currency than the campaigns'
 * get no bid. Creatives of one price take turns. A test request is answered like any other, but its
 * bid ids say so ({@link Bid#TEST_PREFIX}).
 *
 * <p>Waits for nothing. Not thread-safe: one per event loop, which keeps its scratch space.
 */
public final class Auction {

  private static final NoBid[] NO_BIDS =
      Arrays.stream(Reason.values()).map(NoBid::new).toArray(NoBid[]::new);

  private final CampaignSet campaigns;
  private final BidIds ids;
  private final RequestMasks masks;
  private final ImpSearch search;
  private final int slots;
  private int turn;

  /**
   * An auction.
   *
   * @param index shared by all event loops
   * @param spend shared by all event loops
   * @param ids of this event loop only
   */
  public Auction(CampaignIndex index, Spend spend, BidIds ids) {
    this.campaigns = index.campaigns();
    this.ids = ids;
    this.masks = new RequestMasks(index);
    this.search = new ImpSearch(index, spend, masks);
    this.slots = Math.max(1, index.slots());
  }

  /** The no-bid of a reason; the same object each time. */
  public static NoBid noBid(Reason reason) {
    return NO_BIDS[reason.ordinal()];
  }

  /**
   * Decides.
   *
   * @param profile what is known of the user; not looked at where privacy forbids it
   * @param nowMillis since the epoch; chooses the day of the budgets
   */
  public Outcome decide(BidRequest request, Profile profile, long nowMillis) {
    if (!request.currencies().isEmpty() && !request.currencies().contains(campaigns.currency())) {
      return noBid(Reason.CURRENCY);
    }
    if (!isSeatAllowed(request)) {
      return noBid(Reason.SEAT);
    }
    Profile user = request.isPersonal() ? profile : Profile.ANONYMOUS;
    masks.prepare(request, user);
    search.begin(user, nowMillis, turn);
    turn = (turn + 1) % slots;
    List<Bid> bids = bids(request);
    return bids.isEmpty() ? noBid(search.furthest()) : new Offer(bids);
  }

  private boolean isSeatAllowed(BidRequest request) {
    return (request.allowedSeats().isEmpty() || request.allowedSeats().contains(campaigns.seat()))
        && !request.blockedSeats().contains(campaigns.seat());
  }

  private List<Bid> bids(BidRequest request) {
    List<Bid> bids = new ArrayList<>(request.imps().size());
    for (int i = 0; i < request.imps().size(); i++) {
      Imp imp = request.imps().get(i);
      if (search.search(imp)) {
        String id = request.test() ? Bid.TEST_PREFIX + ids.next() : ids.next();
        bids.add(
            new Bid(
                id,
                imp.id(),
                search.bestPriceMicros(),
                search.bestDeal(),
                search.bestCreative().template(),
                imp.nativeAd()));
      }
    }
    return bids;
  }
}
