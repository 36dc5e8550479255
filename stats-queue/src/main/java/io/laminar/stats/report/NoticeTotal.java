package io.laminar.stats.report;

/**
 * Notices of one kind about one campaign, each id once.
 *
 * @param kind the name of a {@link io.laminar.stats.event.NoticeKind}
 * @param priceMicros the sum of their prices, each for a thousand impressions
 */
public record NoticeTotal(String kind, String campaignId, long notices, long priceMicros) {

  private static final long IMPRESSIONS_PER_PRICE = 1_000;

  /** What they cost together, in millionths of the currency, if each is for one impression. */
  public long spendMicros() {
    return priceMicros / IMPRESSIONS_PER_PRICE;
  }
}
