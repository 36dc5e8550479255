package io.laminar.bidder.notice;

import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.notice.Notices.Understood;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.openrtb.NativeChoice;

/**
 * Markup that is the answer to a win notice (OpenRTB 2.6, 4.3.1).
 *
 * @param contentType HTML of a banner, XML of video and audio, JSON of native ads
 * @param text the same as the bid would have carried, with the macros filled that the notice tells;
 *     others are the exchange's, which fills macros wherever the markup comes from (4.4)
 */
public record WinMarkup(String contentType, String text) {

  private static final String PRICE = "${AUCTION_PRICE}";
  private static final String CURRENCY = "${AUCTION_CURRENCY}";
  private static final String BID = "${AUCTION_BID_ID}";
  private static final String SEAT = "${AUCTION_SEAT_ID}";

  /** True if the creative is of the type that the bid promised. */
  static boolean fits(Creative creative, Understood win) {
    boolean asItIs = win.claim().particulars().markup().equals(Particulars.AS_IT_IS);
    return asItIs != (creative.ad().type() == AdType.NATIVE);
  }

  static WinMarkup of(
      Creative creative,
      Understood win,
      String homeCurrency,
      String seat,
      NoticeSeal seal,
      BidResponseWriter writer) {
    Claim claim = win.claim();
    AdType type = creative.ad().type();
    var bid =
        new Bid(
            claim.bidId(),
            claim.imp(),
            0,
            claim.particulars().dealId(),
            creative.template(),
            type == AdType.NATIVE ? NativeChoice.read(claim.particulars().markup()) : null,
            "",
            seal.sign(claim, false).browser());
    String tender = claim.particulars().tender().currency();
    String text =
        writer
            .markup(bid)
            .replace(PRICE, win.price())
            .replace(CURRENCY, tender.isEmpty() ? homeCurrency : tender)
            .replace(BID, claim.bidId())
            .replace(SEAT, seat);
    return new WinMarkup(contentType(type), text);
  }

  private static String contentType(AdType type) {
    return switch (type) {
      case BANNER -> "text/html; charset=utf-8";
      case VIDEO, AUDIO -> "application/xml; charset=utf-8";
      case NATIVE -> "application/json; charset=utf-8";
    };
  }
}
