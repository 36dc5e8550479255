package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Imp;
import java.util.List;

/**
 * Searches the best creative for one imp after the other; between two calls it holds the best of
 * the last imp, and how far the request has come. Not thread-safe.
 */
final class ImpSearch {

  private static final AdType[] TYPES = AdType.values();

  private final CampaignIndex index;
  private final CampaignSet campaigns;
  private final RequestLanes lanes;
  private final Weighing weighing;
  private final Lane shaped = new Lane(); // what has the shape that the imp wants, type by type
  private int auctionType;
  private Reason furthest = Reason.NO_MATCH;

  ImpSearch(CampaignIndex index, RequestLanes lanes, Weighing weighing) {
    this.index = index;
    this.campaigns = index.campaigns();
    this.lanes = lanes;
    this.weighing = weighing;
  }

  /** Begins a request, for which the lanes and the weighing are ready. */
  void begin(BidRequest request) {
    auctionType = request.auctionType();
    furthest = Reason.CURRENCY;
  }

  /** The reason of the imp that came furthest, while none had a creative. */
  Reason furthest() {
    return furthest;
  }

  /** True if there is a creative for this imp; the weighing holds the best. */
  boolean search(Imp imp) {
    weighing.beginImp(imp);
    List<Deal> deals = imp.deals();
    boolean inDeal = false;
    for (int i = 0; i < deals.size(); i++) {
      inDeal |= searchDeal(imp, deals.get(i));
    }
    if (!imp.privateAuction()) {
      weighing.beginMarket(null, auctionType);
      searchMarket(imp, index.openMarket(), imp.floor());
    } else if (!inDeal) {
      reach(Reason.NO_DEAL);
    }
    return !weighing.best().isEmpty();
  }

  /** False if we are not in this deal. */
  private boolean searchDeal(Imp imp, Deal deal) {
    SlotSet sold = index.deal(deal.id());
    if (sold == null || !deal.isOpenTo(campaigns.seat())) {
      return false;
    }
    // OpenRTB 2.6, 3.2.12: a deal has a floor of its own; without one that of the imp holds.
    Floor floor = deal.floor().micros() > 0 ? deal.floor() : imp.floor();
    weighing.beginMarket(deal, deal.auctionType() > 0 ? deal.auctionType() : auctionType);
    searchMarket(imp, sold, floor);
    return true;
  }

  private void searchMarket(Imp imp, SlotSet sold, Floor floor) {
    if (floor.micros() > 0 && !floor.currency().equals(campaigns.currency())) {
      reach(Reason.CURRENCY);
      return;
    }
    reach(Reason.NO_MATCH);
    for (AdType type : TYPES) {
      if (Fit.isWanted(imp, type)) {
        if (type == AdType.BANNER) {
          index.banners(imp.banner(), shaped);
        } else {
          index.type(type, shaped);
        }
        searchShaped(sold, floor.micros());
      }
    }
  }

  private void searchShaped(SlotSet sold, long floorMicros) {
    for (int block = 0; block < index.blocks(); block++) {
      long words = lanes.summary(block, shaped.summary(block) & sold.summary(block));
      for (; words != 0; words &= words - 1) {
        int word = block * Long.SIZE + Long.numberOfTrailingZeros(words);
        searchWord(word, shaped.word(word) & sold.word(word), floorMicros);
      }
    }
  }

  private void searchWord(int word, long shapedSlots, long floorMicros) {
    long local = lanes.local(word, shapedSlots);
    if (local == 0) {
      return;
    }
    long unblocked = lanes.unblocked(word, local);
    long eligible = lanes.eligible(word, unblocked);
    for (long left = eligible; left != 0; left &= left - 1) {
      reach(weighing.weigh(slot(word, left), floorMicros));
    }
    if (weighing.best().isEmpty()) {
      explain(word, local, unblocked, eligible);
    }
  }

  /** Finds out what would have been shown to another user or by another publisher. */
  private void explain(int word, long local, long unblocked, long eligible) {
    reachIfOneFits(Reason.BLOCKED, word, local & ~unblocked);
    reachIfOneFits(lanes.withoutUser(), word, unblocked & ~eligible);
  }

  private void reachIfOneFits(Reason reason, int word, long candidates) {
    for (long left = candidates; left != 0 && furthest.compareTo(reason) < 0; left &= left - 1) {
      Campaign campaign = campaigns.campaigns().get(index.campaignOf(slot(word, left)));
      if (weighing.fits(slot(word, left)) && weighing.isOn(campaign)) {
        reach(reason);
      }
    }
  }

  private static int slot(int word, long mask) {
    return word * Long.SIZE + Long.numberOfTrailingZeros(mask);
  }

  private void reach(Reason reason) {
    if (reason.compareTo(furthest) > 0) {
      furthest = reason;
    }
  }
}
