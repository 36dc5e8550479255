package io.laminar.bidder.notice;

/** Who wants to know of impressions that are billed, and of bids that cannot be billed any more. */
public interface Bills {

  /**
   * An impression was billed; the same may be told again.
   *
   * @param user the user's number, or 0
   * @param nanos billionths of the currency
   * @param atMillis when the notice came, since the epoch
   */
  void billed(
      String bidId, String campaignId, String creativeId, long user, long nanos, long atMillis);

  /**
   * A bid was lost and the notice is safe; the same may be told again, and it may be wrong of a bid
   * that was billed.
   *
   * @param nanos what the bid had reserved
   * @param settledMillis names the draw it was reserved from
   */
  default void lost(String bidId, String campaignId, long nanos, long settledMillis) {}
}
