package io.laminar.stats.event;

import java.util.Objects;

/**
 * One thing that was told about one bid, by an exchange or by a user's click.
 *
 * @param id what makes it this notice and no other; however often it is sent, it counts once. Two
 *     kinds may share an id: then only the one that comes first counts. 1..{@value Texts#LONGEST}
 *     characters
 * @param bidId of the bid that it is about
 * @param campaignId may be empty
 * @param creativeId may be empty
 * @param dealId empty in the open market, or if it was not told
 * @param exchange which exchange the bid was made on; empty if it was not told
 * @param priceMicros for a thousand impressions, in millionths of the currency; 0..{@value
 *     #MAX_PRICE_MICROS}
 * @param atMillis when it came, in milliseconds since the epoch
 * @param release what of a budget is free again if it counts
 */
public record Notice(
    String id,
    NoticeKind kind,
    String bidId,
    String campaignId,
    String creativeId,
    String dealId,
    String exchange,
    long priceMicros,
    long atMillis,
    Release release)
    implements Event {

  /** A million of the currency for a thousand impressions. */
  public static final long MAX_PRICE_MICROS = 1_000_000_000_000L;

  public Notice {
    Texts.requireFilled("id", id);
    Objects.requireNonNull(kind, "kind");
    Texts.requireFilled("bid", bidId);
    Texts.requireLegal("campaign", campaignId);
    Texts.requireLegal("creative", creativeId);
    Texts.requireLegal("deal", dealId);
    Texts.requireLegal("exchange", exchange);
    if (priceMicros < 0 || priceMicros > MAX_PRICE_MICROS) {
      throw new IllegalArgumentException(
          "price must be 0.." + MAX_PRICE_MICROS + " millionths, was " + priceMicros);
    }
    Times.requireLegal(atMillis);
    Objects.requireNonNull(release, "release");
  }

  /** A notice that releases nothing. */
  public Notice(
      String id,
      NoticeKind kind,
      String bidId,
      String campaignId,
      String creativeId,
      String dealId,
      String exchange,
      long priceMicros,
      long atMillis) {
    this(
        id,
        kind,
        bidId,
        campaignId,
        creativeId,
        dealId,
        exchange,
        priceMicros,
        atMillis,
        Release.NONE);
  }

  /** A notice that tells neither of a deal nor of an exchange. */
  public Notice(
      String id,
      NoticeKind kind,
      String bidId,
      String campaignId,
      String creativeId,
      long priceMicros,
      long atMillis) {
    this(id, kind, bidId, campaignId, creativeId, "", "", priceMicros, atMillis);
  }

  /** What it is added up under. */
  public Subject subject() {
    return new Subject(campaignId, creativeId, dealId, exchange);
  }
}
