package io.laminar.bidder.notice;

/** Who wants to know of impressions that are billed. */
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
}
