package io.laminar.bidder.openrtb;

/**
 * One bid on one imp.
 *
 * @param id letters, digits and dashes; begins with {@value #TEST_PREFIX} if the request was a test
 * @param impId the imp that it answers
 * @param priceMicros millionths of the currency for a thousand impressions
 * @param dealId empty if in the open market
 * @param template the creative
 * @param nativeRequest the assets asked for; null unless the creative is native
 * @param exchangeQuery the end of the query of notices that the exchange sends: ASCII that needs no
 *     escape, beginning with {@code &}
 * @param browserQuery the same of the click's
 */
public record Bid(
    String id,
    String impId,
    long priceMicros,
    String dealId,
    BidTemplate template,
    NativeRequest nativeRequest,
    String exchangeQuery,
    String browserQuery) {

  /** Marks bids, and so every notice about them, that must not count as money. */
  public static final String TEST_PREFIX = "test-";

  /** True if a notice with this bid id is about a test. */
  public static boolean isTest(String bidId) {
    return bidId.startsWith(TEST_PREFIX);
  }

  public String campaignId() {
    return template.ad().campaignId();
  }

  public String creativeId() {
    return template.ad().creativeId();
  }
}
