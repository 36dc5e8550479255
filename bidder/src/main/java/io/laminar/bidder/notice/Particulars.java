package io.laminar.bidder.notice;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.openrtb.NoticeUrl;

/**
 * What only some bids have to say of themselves in their notices. What is empty is neither written
 * nor signed, so notices of bids that say nothing are those of a bidder that knew no particulars.
 *
 * @param dealId empty in the open market
 * @param exchange empty if it has no name
 * @param tender the currency of the bid
 * @param settledMillis names the draw that the bid's price was reserved from; 0 if nothing was
 *     reserved. Whole seconds
 * @param markup not empty if the answer to the win notice is the markup: {@link #AS_IT_IS}, or a
 *     {@link io.laminar.bidder.openrtb.NativeChoice}
 */
public record Particulars(
    String dealId, String exchange, Rate tender, long settledMillis, String markup) {

  /** Nothing to say. */
  public static final Particulars NONE = new Particulars("", "", Rate.HOME, 0, "");

  /** {@code markup} that depends on nothing that the request asked for. */
  public static final String AS_IT_IS = "1";

  /** Writes the part of a query, always in this order; it is signed as it stands here. */
  void write(NoticeText text) {
    if (this == NONE) {
      return;
    }
    text.parameter(NoticeUrl.DEAL, UrlText.encoded(dealId));
    text.parameter(NoticeUrl.EXCHANGE, exchange);
    if (!tender.currency().isEmpty()) {
      text.parameter(NoticeUrl.CURRENCY, tender.currency());
      text.parameter(NoticeUrl.RATE, tender.nanos());
    }
    if (settledMillis != 0) {
      text.parameter(NoticeUrl.DRAW, settledMillis / 1_000);
    }
    text.parameter(NoticeUrl.MARKUP, markup);
  }
}
