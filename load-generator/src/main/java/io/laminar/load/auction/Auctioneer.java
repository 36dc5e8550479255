package io.laminar.load.auction;

import io.laminar.load.answer.OfferedBid;
import io.laminar.load.template.Imp;
import io.laminar.load.template.RequestTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Decides over the bids of an answer, impression by impression: at most one of them wins, if it is
 * above what the others bid. What others bid depends on the seed and the request alone, never on
 * when answers come. Immutable; any thread.
 */
public final class Auctioneer {

  /** OpenRTB 2.6, list of loss reason codes. */
  static final int LOST_TO_HIGHER_BID = 102;

  private static final long CENT_MICROS = 10_000;
  private static final int FIRST_PRICE = 1;
  private static final int SECOND_PRICE = 2;

  private final AuctionKind kind;
  private final Rivals rivals;
  private final double winShare;
  private final long seed;

  /**
   * @param winShare the part of the bids that win where they are {@link AuctionKind#DRAWN}
   */
  public Auctioneer(AuctionKind kind, Rivals rivals, double winShare, long seed) {
    this.kind = kind;
    this.rivals = rivals;
    this.winShare = winShare;
    this.seed = seed;
  }

  /**
   * Decides over every bid.
   *
   * @param number of the request, which with the seed fixes what others do
   * @return in the order of the bids
   */
  public List<Decision> decide(long number, RequestTemplate template, List<OfferedBid> bids) {
    // the number is mixed by SplittableRandom itself; the odd factor keeps seeds apart
    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    if (kind == AuctionKind.DRAWN) {
      return drawn(bids, random);
    }
    Map<String, Long> rivalByImp = new HashMap<>(2);
    List<Decision> decisions = new ArrayList<>(bids.size());
    boolean secondPrice = isSecondPrice(template);
    for (int i = 0; i < bids.size(); i++) {
      OfferedBid bid = bids.get(i);
      long rival = rivalByImp.computeIfAbsent(bid.impId(), imp -> rivals.highestMicros(random));
      long best = Math.max(rival, bestOther(bids, i));
      long floor = floorMicros(template.imp(bid.impId()), bid.currency());
      long minToWin = Math.max(floor, best + CENT_MICROS);
      if (isHighest(bids, i, rival)) {
        long paid = secondPrice ? Math.min(bid.priceMicros(), minToWin) : bid.priceMicros();
        decisions.add(new Decision(bid, paid, 0, minToWin));
      } else {
        decisions.add(new Decision(bid, best, LOST_TO_HIGHER_BID, minToWin));
      }
    }
    return decisions;
  }

  private boolean isSecondPrice(RequestTemplate template) {
    int asked = kind == AuctionKind.AS_ASKED ? template.auctionType() : FIRST_PRICE;
    return kind == AuctionKind.SECOND || asked == SECOND_PRICE;
  }

  /** A tie with others is lost; between own bids the first one wins it. */
  private static boolean isHighest(List<OfferedBid> bids, int index, long rival) {
    OfferedBid bid = bids.get(index);
    if (bid.priceMicros() <= rival) {
      return false;
    }
    for (int i = 0; i < bids.size(); i++) {
      OfferedBid other = bids.get(i);
      boolean beaten =
          i != index
              && other.impId().equals(bid.impId())
              && (other.priceMicros() > bid.priceMicros()
                  || other.priceMicros() == bid.priceMicros() && i < index);
      if (beaten) {
        return false;
      }
    }
    return true;
  }

  private static long bestOther(List<OfferedBid> bids, int index) {
    long best = 0;
    for (int i = 0; i < bids.size(); i++) {
      if (i != index && bids.get(i).impId().equals(bids.get(index).impId())) {
        best = Math.max(best, bids.get(i).priceMicros());
      }
    }
    return best;
  }

  private static long floorMicros(Imp imp, String currency) {
    return imp.floorCurrency().equals(currency) ? Math.round(imp.floor() * 1e6) : 0;
  }

  private List<Decision> drawn(List<OfferedBid> bids, SplittableRandom random) {
    List<Decision> decisions = new ArrayList<>(bids.size());
    List<String> sold = new ArrayList<>(1);
    for (OfferedBid bid : bids) {
      boolean wins = random.nextDouble() < winShare && !sold.contains(bid.impId());
      if (wins) {
        sold.add(bid.impId());
      }
      decisions.add(
          new Decision(bid, bid.priceMicros(), wins ? 0 : LOST_TO_HIGHER_BID, bid.priceMicros()));
    }
    return decisions;
  }
}
