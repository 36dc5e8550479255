package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Strategy;
import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.money.Budget;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Imp;
import java.util.List;
import java.util.Map;

/**
 * Compares the creatives that sets of slots have left, one after the other, by what they would pay
 * for the imp. Cheap questions come first; a user's history and the money are asked only of what
 * would be the best. Not thread-safe.
 */
final class Weighing {

  private static final int FIRST_PRICE = 1;

  private final CampaignIndex index;
  private final List<Campaign> campaigns;
  private final RequestLanes lanes;
  private final Caps caps;
  private final ImpFit fit;
  private final Reach reach = new Reach();
  private final Choice best = new Choice();
  private Imp imp;
  private Deal deal;
  private int auctionType;
  private long nowMillis;
  private long nowNanos;
  private long userHash;
  private int turn;
  private boolean isTest;
  private Rate tender = Rate.HOME;

  Weighing(CampaignIndex index, RequestLanes lanes, Caps caps) {
    this.index = index;
    this.campaigns = index.campaigns().campaigns();
    this.lanes = lanes;
    this.caps = caps;
    this.fit = new ImpFit(index);
  }

  /**
   * Begins a request.
   *
   * @param user a hash that stays the same for the user's day
   * @param first the campaign that is first among those of one price
   * @param test nothing is paid, so no money is needed
   * @param currency of the bids
   */
  void begin(long millis, long nanos, long user, int first, boolean test, Rate currency) {
    nowMillis = millis;
    nowNanos = nanos;
    userHash = user;
    turn = first;
    isTest = test;
    tender = currency;
  }

  void beginImp(Imp theImp) {
    imp = theImp;
    fit.begin(theImp);
    best.clear();
  }

  /**
   * Begins a deal, or the open market.
   *
   * @param theDeal null for none
   * @param type {@code at} that holds there
   */
  void beginMarket(Deal theDeal, int type) {
    deal = theDeal;
    auctionType = type;
  }

  Choice best() {
    return best;
  }

  /** True if the creative could be shown if nobody minded. */
  boolean fits(int slot) {
    return fit.fits(slot);
  }

  /** True if the campaign runs now. */
  boolean isOn(Campaign campaign) {
    return reach.isOn(campaign, lanes.geo(), nowMillis);
  }

  /**
   * Weighs a creative.
   *
   * @param floorMicros of the imp or deal, in our currency
   * @return why it is not the best; of the best, how far it came all the same
   */
  Reason weigh(int slot, long floorMicros) {
    int campaignIndex = index.campaignOf(slot);
    if (index.highestMicrosOf(campaignIndex) < best.priceMicros() || !fit.fits(slot)) {
      return Reason.NO_MATCH; // whatever else: while there is a best one, no reason is told
    }
    Creative creative = index.creative(slot);
    Campaign campaign = campaigns.get(campaignIndex);
    if (fit.isBlocked(slot) || deal != null && !deal.isOpenToDomain(campaign.domain())) {
      return Reason.BLOCKED;
    }
    if (!index.isExact(campaignIndex)
        && !Reach.isFor(campaign, lanes.country(), lanes.geo(), lanes.segments())) {
      return campaign.targeting().audience().includes(lanes.segments())
          ? Reason.NO_MATCH
          : lanes.withoutUser();
    }
    if (!isOn(campaign)) {
      return Reason.NOT_RUNNING;
    }
    long floor = Fit.floorMicros(creative, imp, deal, floorMicros);
    long highest = highestMicros(campaign.strategy());
    long price = priceMicros(campaign.strategy(), highest, floor);
    if (price < floor) {
      return Reason.BELOW_FLOOR;
    }
    long tendered = price;
    if (!tender.isPar()) {
      tendered = tenderMicros(price, floor);
      price = tender.homeUp(tendered);
      if (price < floor || price > highest) {
        return Reason.BELOW_FLOOR; // nothing that can be said in that currency lies between
      }
    }
    double draw = Rotation.draw(index.hashOf(slot), userHash, creative.weight());
    if (price < best.priceMicros()
        || price == best.priceMicros() && !isBefore(campaignIndex, draw)) {
      return Reason.BELOW_FLOOR; // of no consequence: there is a better one
    }
    return choose(slot, campaignIndex, price, tendered, draw);
  }

  private Reason choose(int slot, int campaignIndex, long price, long tendered, double draw) {
    Campaign campaign = campaigns.get(campaignIndex);
    if (!caps.allow(campaign, index.creative(slot).id(), nowMillis)) {
      return Reason.FREQUENCY;
    }
    Budget budget = index.budgetOf(campaignIndex);
    if (!isTest && !budget.has(costNanos(price, imp), nowNanos)) {
      return withoutMoney(budget);
    }
    best.set(slot, campaignIndex, price, tendered, draw, deal == null ? "" : deal.id());
    return Reason.BELOW_FLOOR;
  }

  /** Rounded down, so that no more is bid than was meant; but never below the floor. */
  private long tenderMicros(long price, long floor) {
    return Math.max(Math.max(1, tender.abroadDown(price)), tender.abroadUp(floor));
  }

  /**
   * What a bid of this price may cost: as many billionths as the price has millionths, times the
   * people who see it at once.
   */
  static long costNanos(long priceMicros, Imp imp) {
    long quantity = imp.quantityMicros();
    return quantity == Imp.ONE_IMPRESSION
        ? priceMicros
        : Math.multiplyHigh(priceMicros, quantity) != 0
            ? Long.MAX_VALUE
            : (priceMicros * quantity + Imp.ONE_IMPRESSION - 1) / Imp.ONE_IMPRESSION;
  }

  private static Reason withoutMoney(Budget budget) {
    return switch (budget.limit()) {
      case PACED -> Reason.BUDGET_PACED;
      case UNKNOWN, NONE -> Reason.BUDGET_UNKNOWN; // none: the ledger is being asked for more
      case HELD, SPENT -> Reason.BUDGET_SPENT;
    };
  }

  /** What the user is worth to the campaign. */
  private long highestMicros(Strategy strategy) {
    int permille = -1;
    Map<String, Integer> permilleBySegment = strategy.permilleBySegment();
    if (!permilleBySegment.isEmpty()) {
      List<String> segments = lanes.segments();
      for (int i = 0; i < segments.size(); i++) {
        permille = Math.max(permille, permilleBySegment.getOrDefault(segments.get(i), -1));
      }
    }
    return strategy.priceMicros(permille < 0 ? Strategy.PERMILLE : permille);
  }

  private long priceMicros(Strategy strategy, long highest, long floor) {
    if (auctionType == Deal.FIXED_PRICE && floor > 0) {
      return Math.min(highest, floor);
    }
    return auctionType == FIRST_PRICE ? strategy.shadedMicros(highest, floor) : highest;
  }

  /** Campaigns of one price take turns; creatives of one campaign are drawn. */
  private boolean isBefore(int campaignIndex, double draw) {
    if (campaignIndex == best.campaign()) {
      return draw < best.draw();
    }
    int size = campaigns.size();
    return Math.floorMod(campaignIndex - turn, size) < Math.floorMod(best.campaign() - turn, size);
  }
}
