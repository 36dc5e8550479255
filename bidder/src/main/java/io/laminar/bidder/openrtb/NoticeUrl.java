package io.laminar.bidder.openrtb;

/**
 * Paths and parameters of the URLs that a response carries and that come back as notices. The
 * exchange puts the clearing price, a decimal for a thousand impressions, and the reason of a loss
 * into its macros (OpenRTB 2.6, 4.4).
 */
public final class NoticeUrl {

  public static final String WIN = "/win";
  public static final String BILL = "/bill";
  public static final String LOSS = "/loss";
  public static final String CLICK = "/click";

  public static final String BID = "bid";
  public static final String CAMPAIGN = "campaign";
  public static final String CREATIVE = "creative";
  public static final String PRICE = "price";
  public static final String REASON = "reason";

  static final String PRICE_MACRO = "${AUCTION_PRICE}";
  static final String REASON_MACRO = "${AUCTION_LOSS}";

  private NoticeUrl() {}
}
