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

  /** The imp, as in the request but for what a URL cannot hold. */
  public static final String IMP = "imp";

  /** When the bid was made, in seconds since the epoch. */
  public static final String SECOND = "at";

  /** How many people see it at once, where that is more than one; not signed, but bounded. */
  public static final String MULTIPLIER = "multiplier";

  /** Substitution macro of OpenRTB 2.6 for the quantity of impressions that was won. */
  public static final String MULTIPLIER_MACRO = "${AUCTION_MULTIPLIER}";

  /** The most that may be billed, in millionths for a thousand impressions. */
  public static final String HIGHEST = "max";

  /** A number for the user, where impressions are counted by user. */
  public static final String USER = "user";

  /** The deal that the bid was made in; none in the open market. */
  public static final String DEAL = "deal";

  /** The exchange that the bid was made on, where it has a name. */
  public static final String EXCHANGE = "exchange";

  /** The currency of the bid and of the price that is told, if it is not that of the campaigns. */
  public static final String CURRENCY = "cur";

  /** What one unit of {@link #CURRENCY} was worth at the bid, in billionths. */
  public static final String RATE = "rate";

  /** When the draw settles that the bid was paid from, in seconds since the epoch. */
  public static final String DRAW = "draw";

  /** The answer to the win notice is to be the markup: 1, or a {@link NativeChoice}. */
  public static final String MARKUP = "markup";

  /** Proves that the bidder wrote all of it but the price and the reason. */
  public static final String SIGNATURE = "sig";

  static final String PRICE_MACRO = "${AUCTION_PRICE}";
  static final String REASON_MACRO = "${AUCTION_LOSS}";

  private NoticeUrl() {}
}
