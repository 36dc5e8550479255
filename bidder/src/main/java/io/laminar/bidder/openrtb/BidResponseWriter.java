package io.laminar.bidder.openrtb;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes OpenRTB 2.6 bid responses from parts that were made at start. Not thread-safe: one writer
 * per event loop, whose scratch space is used again for each response.
 */
public final class BidResponseWriter {

  private static final Pattern BASE_URL = Pattern.compile("https?://[A-Za-z0-9.:/_~%\\[\\]-]+");

  private static final byte[] ID = JsonOut.bytesOf("{\"id\":");
  private static final byte[] NO_BID_REASON = JsonOut.bytesOf(",\"nbr\":");
  private static final byte[] BID = JsonOut.bytesOf("{\"id\":\"");
  private static final byte[] IMP_ID = JsonOut.bytesOf("\",\"impid\":");
  private static final byte[] PRICE = JsonOut.bytesOf(",\"price\":");
  private static final byte[] DEAL_ID = JsonOut.bytesOf(",\"dealid\":");
  private static final byte[] MARKUP = JsonOut.bytesOf(",\"adm\":\"");
  private static final byte[] WIN_URL = JsonOut.bytesOf(",\"nurl\":\"");
  private static final byte[] BILL_URL = JsonOut.bytesOf(",\"burl\":\"");
  private static final byte[] LOSS_URL = JsonOut.bytesOf(",\"lurl\":\"");
  private static final byte[] QUOTE = JsonOut.bytesOf("\"");
  private static final byte[] PRICE_QUERY =
      JsonOut.bytesOf('&' + NoticeUrl.PRICE + '=' + NoticeUrl.PRICE_MACRO);
  private static final byte[] REASON_QUERY =
      JsonOut.bytesOf('&' + NoticeUrl.REASON + '=' + NoticeUrl.REASON_MACRO);

  private final String seat;
  private final byte[] head;
  private final Map<String, byte[]> headByCurrency = new HashMap<>(); // as many as have a rate
  private final byte[] win;
  private final byte[] bill;
  private final byte[] loss;
  private final byte[] click;

  private final JsonOut out = new JsonOut();
  private final JsonOut clickUrl = new JsonOut();
  private final JsonOut scratch = new JsonOut();

  /**
   * A writer for one seat.
   *
   * @param baseUrl where exchanges and browsers reach this bidder, such as {@code
   *     https://bid.example}; a slash at its end is left out
   * @param currency of the prices, ISO-4217
   * @param seat who bids
   * @throws IllegalArgumentException if the base URL is none
   */
  public BidResponseWriter(String baseUrl, String currency, String seat) {
    String base = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
    if (!BASE_URL.matcher(base).matches() || URI.create(base).getHost() == null) {
      throw new IllegalArgumentException(
          "base URL must be http:// or https:// with a host and without a query, was " + baseUrl);
    }
    this.seat = seat;
    head = head(currency);
    win = start(base, NoticeUrl.WIN);
    bill = start(base, NoticeUrl.BILL);
    loss = start(base, NoticeUrl.LOSS);
    click = start(base, NoticeUrl.CLICK);
  }

  private byte[] head(String currency) {
    return new JsonOut()
        .ascii(",\"cur\":")
        .string(currency)
        .ascii(",\"seatbid\":[{\"seat\":")
        .string(seat)
        .ascii(",\"bid\":[")
        .toBytes();
  }

  private static byte[] start(String base, String path) {
    return JsonOut.bytesOf(base + path + '?' + NoticeUrl.BID + '=');
  }

  /**
   * Writes a response.
   *
   * @param requestId the id of the request that is answered
   * @param bids at least one
   */
  public Buffer write(String requestId, List<Bid> bids) {
    return write(requestId, bids, "", true);
  }

  /**
   * Writes a response.
   *
   * @param requestId the id of the request that is answered
   * @param bids at least one
   * @param currency of the prices; empty: the writer's
   * @param hasMarkup whether the markup is in it; else it is fetched with the win notice
   */
  public Buffer write(String requestId, List<Bid> bids, String currency, boolean hasMarkup) {
    out.clear();
    out.raw(ID).string(requestId);
    out.raw(currency.isEmpty() ? head : headByCurrency.computeIfAbsent(currency, this::head));
    for (int i = 0; i < bids.size(); i++) {
      if (i > 0) {
        out.ascii(",");
      }
      writeBid(bids.get(i));
      if (hasMarkup) {
        out.raw(MARKUP);
        writeMarkup(bids.get(i));
        out.ascii("\"");
      }
      out.ascii("}");
    }
    return out.ascii("]}]}").toBuffer();
  }

  /** The markup of a bid as it would stand in the response, unescaped. */
  public String markup(Bid bid) {
    out.clear();
    out.raw(QUOTE);
    writeMarkup(bid);
    return (String) Json.decodeValue(out.raw(QUOTE).toBuffer());
  }

  /**
   * Writes that there is no bid.
   *
   * @param nbr why (AdCOM 1.0, No-Bid Reason Codes)
   */
  public Buffer writeNoBid(String requestId, int nbr) {
    out.clear();
    return out.raw(ID).string(requestId).raw(NO_BID_REASON).number(nbr).ascii("}").toBuffer();
  }

  private void writeBid(Bid bid) {
    out.raw(BID).ascii(bid.id()).raw(IMP_ID).string(bid.impId());
    out.raw(PRICE).micros(bid.priceMicros());
    if (!bid.dealId().isEmpty()) {
      out.raw(DEAL_ID).string(bid.dealId());
    }
    out.raw(bid.template().members());
    out.raw(WIN_URL);
    String signed = bid.exchangeQuery();
    writeUrl(out, win, bid, signed).raw(PRICE_QUERY).raw(QUOTE).raw(BILL_URL);
    writeUrl(out, bill, bid, signed).raw(PRICE_QUERY).raw(QUOTE).raw(LOSS_URL);
    writeUrl(out, loss, bid, signed).raw(PRICE_QUERY).raw(REASON_QUERY).raw(QUOTE);
  }

  private void writeMarkup(Bid bid) {
    clickUrl.clear();
    writeUrl(clickUrl, click, bid, bid.browserQuery());
    scratch.clear();
    bid.template().ad().markup().write(out, bid, clickUrl, scratch);
  }

  private static JsonOut writeUrl(JsonOut out, byte[] start, Bid bid, String signed) {
    return out.raw(start).ascii(bid.id()).raw(bid.template().query()).ascii(signed);
  }
}
