package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Spend;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.profile.Profile;
import java.util.Arrays;
import java.util.List;

/**
 * Searches the best creative for one imp after the other; between two calls it holds the best of
 * the last imp, and how far the request has come. Not thread-safe.
 */
final class ImpSearch {

  private static final AdType[] TYPES = AdType.values();

  private final CampaignIndex index;
  private final CampaignSet campaigns;
  private final Spend spend;
  private final RequestMasks masks;
  private final long[] shaped; // what has the shape that the imp wants, type by type

  private Profile profile = Profile.ANONYMOUS;
  private long nowMillis;
  private int turn;
  private Reason furthest = Reason.NO_MATCH;

  private int bestSlot;
  private long bestPriceMicros;
  private String bestDeal = "";

  ImpSearch(CampaignIndex index, Spend spend, RequestMasks masks) {
    this.index = index;
    this.campaigns = index.campaigns();
    this.spend = spend;
    this.masks = masks;
    this.shaped = new long[index.words()];
  }

  /**
   * Begins a request, for which the masks are ready.
   *
   * @param turn the slot that is first among those of one price
   */
  void begin(Profile user, long now, int turn) {
    this.profile = user;
    this.nowMillis = now;
    this.turn = turn;
    this.furthest = Reason.CURRENCY;
  }

  /** The reason of the imp that came furthest, while none had a creative. */
  Reason furthest() {
    return furthest;
  }

  Creative bestCreative() {
    return index.creative(bestSlot);
  }

  long bestPriceMicros() {
    return bestPriceMicros;
  }

  /** Empty in the open market. */
  String bestDeal() {
    return bestDeal;
  }

  /** True if there is a creative for this imp. */
  boolean search(Imp imp) {
    bestSlot = -1;
    bestPriceMicros = -1;
    bestDeal = "";
    List<Deal> deals = imp.deals();
    boolean inDeal = false;
    for (int i = 0; i < deals.size(); i++) {
      inDeal |= searchDeal(imp, deals.get(i));
    }
    if (!imp.privateAuction()) {
      searchMarket(imp, index.openMarket(), imp.floor(), "");
    } else if (!inDeal) {
      reach(Reason.NO_DEAL);
    }
    return bestSlot >= 0;
  }

  /** False if we are not in this deal. */
  private boolean searchDeal(Imp imp, Deal deal) {
    long[] sold = index.deal(deal.id());
    if (sold == null || !deal.isOpenTo(campaigns.seat())) {
      return false;
    }
    // OpenRTB 2.6, 3.2.12: a deal has a floor of its own; without one that of the imp holds.
    Floor floor = deal.floor().micros() > 0 ? deal.floor() : imp.floor();
    searchMarket(imp, sold, floor, deal.id());
    return true;
  }

  private void searchMarket(Imp imp, long[] sold, Floor floor, String dealId) {
    if (floor.micros() > 0 && !floor.currency().equals(campaigns.currency())) {
      reach(Reason.CURRENCY);
      return;
    }
    reach(Reason.NO_MATCH);
    for (AdType type : TYPES) {
      if (Fit.isWanted(imp, type)) {
        shape(imp, type);
        searchShaped(imp, sold, floor.micros(), dealId);
      }
    }
  }

  private void shape(Imp imp, AdType type) {
    if (type == AdType.BANNER) {
      Arrays.fill(shaped, 0);
      index.addBanners(imp.banner(), shaped);
    } else {
      System.arraycopy(index.type(type), 0, shaped, 0, shaped.length);
    }
  }

  private void searchShaped(Imp imp, long[] sold, long floorMicros, String dealId) {
    for (int word = 0; word < shaped.length; word++) {
      long candidates = shaped[word] & sold[word] & masks.eligible[word];
      for (long left = candidates; left != 0; left &= left - 1) {
        weigh(slot(word, left), imp, floorMicros, dealId);
      }
    }
    if (bestSlot < 0) {
      explain(imp, sold);
    }
  }

  /** Finds out what would have been shown to another user or by another publisher. */
  private void explain(Imp imp, long[] sold) {
    for (int word = 0; word < shaped.length; word++) {
      long wanted = shaped[word] & sold[word] & masks.local[word];
      reachIfOneFits(Reason.BLOCKED, imp, word, wanted & ~masks.unblocked[word]);
      reachIfOneFits(
          masks.withoutUser(), imp, word, wanted & masks.unblocked[word] & ~masks.eligible[word]);
    }
  }

  private void reachIfOneFits(Reason reason, Imp imp, int word, long candidates) {
    for (long left = candidates; left != 0 && furthest.compareTo(reason) < 0; left &= left - 1) {
      if (Fit.fits(index.creative(slot(word, left)), imp)) {
        reach(reason);
      }
    }
  }

  private static int slot(int word, long mask) {
    return word * Long.SIZE + Long.numberOfTrailingZeros(mask);
  }

  private void weigh(int slot, Imp imp, long floorMicros, String dealId) {
    Creative creative = index.creative(slot);
    if (!Fit.fits(creative, imp)) {
      return;
    }
    if (Fit.isBlocked(creative, imp)) {
      reach(Reason.BLOCKED);
      return;
    }
    int campaignIndex = index.campaignOf(slot);
    if (spend.isSpent(campaignIndex, nowMillis)) {
      reach(Reason.BUDGET_SPENT);
      return;
    }
    long price = price(campaigns.campaigns().get(campaignIndex));
    if (price < Math.max(floorMicros, Fit.floorOfLength(creative, imp))) {
      reach(Reason.BELOW_FLOOR);
      return;
    }
    if (price > bestPriceMicros || (price == bestPriceMicros && isEarlier(slot, bestSlot))) {
      bestSlot = slot;
      bestPriceMicros = price;
      bestDeal = dealId;
    }
  }

  private long price(Campaign campaign) {
    int permille = -1;
    List<String> segments = profile.segments();
    for (int i = 0; i < segments.size(); i++) {
      permille = Math.max(permille, campaign.permilleBySegment().getOrDefault(segments.get(i), -1));
    }
    return campaign.priceMicros(permille < 0 ? Campaign.PERMILLE : permille);
  }

  /** Slots count from the turn on, and around. */
  private boolean isEarlier(int slot, int than) {
    return Math.floorMod(slot - turn, index.slots()) < Math.floorMod(than - turn, index.slots());
  }

  private void reach(Reason reason) {
    if (reason.compareTo(furthest) > 0) {
      furthest = reason;
    }
  }
}
