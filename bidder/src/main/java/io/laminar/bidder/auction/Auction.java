package io.laminar.bidder.auction;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides what to offer: for each imp the creative that may be shown there and pays most, in a deal
 * or in the open market.
 *
 * <p>A price is the campaign's bid, changed by the best of the user's segments, and in first-price
 * auctions moved towards the floor as far as the campaign says; below the floor nothing is offered.
 * Floors and requests in another currency than the campaigns' get no bid. Campaigns of one price
 * take turns, creatives of one campaign are drawn by their weights. Each bid takes its price out of
 * the campaign's budget and is signed. A test request is answered like any other, but its bid ids
 * say so ({@link Bid#TEST_PREFIX}), and no money is taken.
 *
 * <p>Waits for nothing. Not thread-safe: one per event loop, which keeps its scratch space.
 */
public final class Auction {

  private static final NoBid[] NO_BIDS =
      Arrays.stream(Reason.values()).map(NoBid::new).toArray(NoBid[]::new);
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  /** So often another campaign is tried when the money of one was gone in the last moment. */
  private static final int MOST_SEARCHES = 3;

  private final Supplier<CampaignIndex> current;
  private final BidIds ids;
  private final NoticeSeal seal;
  private final Caps caps;
  private final LongSupplier nanoTime;
  private CampaignIndex index;
  private CampaignSet campaigns;
  private RequestLanes lanes;
  private Weighing weighing;
  private ImpSearch search;
  private int turn;

  /**
   * An auction.
   *
   * @param current the campaigns of now, shared by all event loops; asked once a request
   * @param seen shared by all event loops
   * @param ids of this event loop only
   * @param seal of this event loop only
   * @param nanoTime monotonic
   */
  public Auction(
      Supplier<CampaignIndex> current,
      SeenBook seen,
      BidIds ids,
      NoticeSeal seal,
      LongSupplier nanoTime) {
    this.current = current;
    this.ids = ids;
    this.seal = seal;
    this.caps = new Caps(seen, seal::userNumber);
    this.nanoTime = nanoTime;
  }

  /** The no-bid of a reason; the same object each time. */
  public static NoBid noBid(Reason reason) {
    return NO_BIDS[reason.ordinal()];
  }

  /**
   * Decides.
   *
   * @param profile what is known of the user; not looked at where privacy forbids it
   * @param nowMillis since the epoch
   */
  public Outcome decide(BidRequest request, Profile profile, long nowMillis) {
    useCurrent();
    if (!request.currencies().isEmpty() && !request.currencies().contains(campaigns.currency())) {
      return noBid(Reason.CURRENCY);
    }
    if (!isSeatAllowed(request)) {
      return noBid(Reason.SEAT);
    }
    List<Bid> bids = new ArrayList<>(request.imps().size());
    begin(request, request.isPersonal() ? profile : Profile.ANONYMOUS, nowMillis, bids);
    for (int i = 0; i < request.imps().size(); i++) {
      addBid(request, request.imps().get(i), nowMillis, bids);
    }
    return bids.isEmpty() ? noBid(search.furthest()) : new Offer(bids);
  }

  private void useCurrent() {
    CampaignIndex latest = current.get();
    if (latest != index) {
      index = latest;
      campaigns = latest.campaigns();
      lanes = new RequestLanes(latest);
      weighing = new Weighing(latest, lanes, caps);
      search = new ImpSearch(latest, lanes, weighing);
    }
  }

  private boolean isSeatAllowed(BidRequest request) {
    return (request.allowedSeats().isEmpty() || request.allowedSeats().contains(campaigns.seat()))
        && !request.blockedSeats().contains(campaigns.seat());
  }

  private void begin(BidRequest request, Profile user, long nowMillis, List<Bid> bids) {
    String userId = request.profileId();
    lanes.prepare(request, user);
    caps.begin(userId, bids);
    long hash =
        Rotation.hash(
            userId.isEmpty() ? request.id() : userId, Math.floorDiv(nowMillis, DAY_MILLIS));
    turn = (turn + 1) % Math.max(1, campaigns.campaigns().size());
    weighing.begin(nowMillis, nanoTime.getAsLong(), hash, turn, request.test());
    search.begin(request);
  }

  private void addBid(BidRequest request, Imp imp, long nowMillis, List<Bid> bids) {
    for (int i = 0; i < MOST_SEARCHES && search.search(imp); i++) {
      Choice best = weighing.best();
      long cost = Weighing.costNanos(best.priceMicros(), imp);
      if (request.test() || index.budgetOf(best.campaign()).reserve(cost, nanoTime.getAsLong())) {
        bids.add(bid(request, imp, best, nowMillis));
        return;
      }
    }
  }

  private Bid bid(BidRequest request, Imp imp, Choice best, long nowMillis) {
    String id = request.test() ? Bid.TEST_PREFIX + ids.next() : ids.next();
    Campaign campaign = campaigns.campaigns().get(best.campaign());
    Creative creative = index.creative(best.slot());
    NoticeSeal.Signed signed =
        seal.sign(
            id,
            imp.id(),
            campaign.id(),
            creative.id(),
            Weighing.costNanos(best.priceMicros(), imp),
            imp.quantityMicros() != Imp.ONE_IMPRESSION,
            caps.user(campaign),
            nowMillis);
    return new Bid(
        id,
        imp.id(),
        best.priceMicros(),
        best.deal(),
        creative.template(),
        imp.nativeAd(),
        signed.exchange(),
        signed.browser());
  }
}
