package io.laminar.load.auction;

import io.laminar.load.answer.OfferedBid;

/**
 * What became of one bid.
 *
 * @param priceMicros what the winner pays, CPM in millionths; of a lost bid the price that won
 * @param lossReason 0 for the winner, else one of OpenRTB's loss reason codes
 * @param minToWinMicros the least that would have won, CPM in millionths
 */
public record Decision(OfferedBid bid, long priceMicros, int lossReason, long minToWinMicros) {

  /** True if the bid won. */
  public boolean won() {
    return lossReason == 0;
  }
}
