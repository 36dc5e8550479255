package io.laminar.bidder.campaign;

import java.util.Map;

/**
 * How a campaign's price is found. Prices are millionths of the currency for a thousand
 * impressions.
 *
 * @param bidMicros the plain bid
 * @param floorMicros no price is lower, whatever the segment or the shading does
 * @param permilleBySegment what a user's segment does to the bid, in thousandths; several: the
 *     highest counts
 * @param anonymous whether users without any of the segments may see the campaign too, for the
 *     plain bid
 * @param shadingPermille which part of what is above the auction's floor is not bid in first-price
 *     auctions, in thousandths; 0: the whole is bid
 */
public record Strategy(
    long bidMicros,
    long floorMicros,
    Map<String, Integer> permilleBySegment,
    boolean anonymous,
    int shadingPermille) {

  /** One, in thousandths. */
  public static final int PERMILLE = 1000;

  public Strategy {
    permilleBySegment = Map.copyOf(permilleBySegment);
  }

  /** The same price for everybody. */
  public static Strategy fixed(long bidMicros) {
    return new Strategy(bidMicros, 0, Map.of(), true, 0);
  }

  /** The price after a segment's effect: half a millionth is rounded up. */
  public long priceMicros(int permille) {
    return Math.max(floorMicros, (bidMicros * permille + PERMILLE / 2) / PERMILLE);
  }

  /**
   * What is bid in a first-price auction, where the winner pays what was bid: the auction's floor
   * and a part of what is above it. A price below the auction's floor stays as it is.
   *
   * @param priceMicros from {@link #priceMicros}
   */
  public long shadedMicros(long priceMicros, long auctionFloorMicros) {
    if (shadingPermille == 0 || priceMicros <= auctionFloorMicros) {
      return priceMicros;
    }
    long above = priceMicros - auctionFloorMicros;
    long shaded = auctionFloorMicros + above - above * shadingPermille / PERMILLE;
    return Math.max(floorMicros, shaded);
  }

  long highestPriceMicros() {
    int highest = anonymous ? PERMILLE : 0;
    for (int permille : permilleBySegment.values()) {
      highest = Math.max(highest, permille);
    }
    return Math.max(1, priceMicros(highest));
  }
}
