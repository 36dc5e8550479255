package io.laminar.bidder.auction;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.exchange.Exchange;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.Budget;
import io.laminar.bidder.notice.Claim;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.Particulars;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.NativeChoice;
import io.laminar.bidder.openrtb.NativeMarkup;
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
 * Floors in another currency than the campaigns' get no bid; requests that do not take that
 * currency are bid on in one of theirs that has a rate, rounded down to its millionth but never
 * below the floor. Campaigns of one price take turns, creatives of one campaign are drawn by their
 * weights. Each bid takes its price out of the campaign's budget and is signed. A test request is
 * answered like any other, but its bid ids say so ({@link Bid#TEST_PREFIX}), and no money is taken.
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
  private final ExchangeRates rates;
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
   * @param rates to bid in other currencies than that of the campaigns
   * @param nanoTime monotonic
   */
  public Auction(
      Supplier<CampaignIndex> current,
      SeenBook seen,
      BidIds ids,
      NoticeSeal seal,
      ExchangeRates rates,
      LongSupplier nanoTime) {
    this.current = current;
    this.ids = ids;
    this.seal = seal;
    this.rates = rates;
    this.caps = new Caps(seen, seal::userNumber);
    this.nanoTime = nanoTime;
  }

  /** The no-bid of a reason; the same object each time. */
  public static NoBid noBid(Reason reason) {
    return NO_BIDS[reason.ordinal()];
  }

  /** Decides for an exchange without a name. */
  public Outcome decide(BidRequest request, Profile profile, long nowMillis) {
    return decide(request, profile, Exchange.UNNAMED, nowMillis);
  }

  /**
   * Decides.
   *
   * @param profile what is known of the user; not looked at where privacy forbids it
   * @param exchange who asks
   * @param nowMillis since the epoch
   */
  public Outcome decide(BidRequest request, Profile profile, Exchange exchange, long nowMillis) {
    useCurrent();
    Rate tender = rates.tender(request.currencies(), campaigns.currency());
    if (tender == null) {
      return noBid(Reason.CURRENCY);
    }
    if (!isSeatAllowed(request)) {
      return noBid(Reason.SEAT);
    }
    List<Bid> bids = new ArrayList<>(request.imps().size());
    begin(request, request.isPersonal() ? profile : Profile.ANONYMOUS, tender, nowMillis, bids);
    var asked = new Asked(request.test(), exchange, tender, nowMillis);
    for (int i = 0; i < request.imps().size(); i++) {
      addBid(asked, request.imps().get(i), bids);
    }
    return bids.isEmpty() ? noBid(search.furthest()) : new Offer(bids, tender);
  }

  /** What all bids on a request have in common. */
  private record Asked(boolean test, Exchange exchange, Rate tender, long nowMillis) {}

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

  private void begin(
      BidRequest request, Profile user, Rate tender, long nowMillis, List<Bid> bids) {
    String userId = request.profileId();
    lanes.prepare(request, user);
    caps.begin(userId, bids);
    long hash =
        Rotation.hash(
            userId.isEmpty() ? request.id() : userId, Math.floorDiv(nowMillis, DAY_MILLIS));
    turn = (turn + 1) % Math.max(1, campaigns.campaigns().size());
    weighing.begin(nowMillis, nanoTime.getAsLong(), hash, turn, request.test(), tender);
    search.begin(request);
  }

  private void addBid(Asked asked, Imp imp, List<Bid> bids) {
    for (int i = 0; i < MOST_SEARCHES && search.search(imp); i++) {
      Choice best = weighing.best();
      long cost = Weighing.costNanos(best.priceMicros(), imp);
      long draw =
          asked.test() ? 0 : index.budgetOf(best.campaign()).reserve(cost, nanoTime.getAsLong());
      if (draw != Budget.NOT_RESERVED) {
        bids.add(bid(asked, imp, best, cost, draw));
        return;
      }
    }
  }

  private Bid bid(Asked asked, Imp imp, Choice best, long cost, long draw) {
    String id = asked.test() ? Bid.TEST_PREFIX + ids.next() : ids.next();
    Campaign campaign = campaigns.campaigns().get(best.campaign());
    Creative creative = index.creative(best.slot());
    var claim =
        new Claim(
            id,
            Claim.imp(imp.id()),
            campaign.id(),
            creative.id(),
            asked.nowMillis() / 1_000,
            cost,
            caps.user(campaign),
            new Particulars(
                best.deal(),
                asked.exchange().name(),
                asked.tender(),
                draw,
                asked.exchange().marksUpOnWin() ? markup(creative, imp) : ""));
    NoticeSeal.Signed signed = seal.sign(claim, imp.quantityMicros() != Imp.ONE_IMPRESSION);
    return new Bid(
        id,
        imp.id(),
        best.tenderMicros(),
        best.deal(),
        creative.template(),
        imp.nativeAd(),
        signed.exchange(),
        signed.browser());
  }

  private static String markup(Creative creative, Imp imp) {
    return creative.ad().markup() instanceof NativeMarkup markup
        ? NativeChoice.write(markup, imp.nativeAd())
        : Particulars.AS_IT_IS;
  }
}
