package io.laminar.bidder.notice;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Spend;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Takes notices.
 *
 * <p>The id of a notice follows from its kind and its bid, so one that is sent again, because the
 * first answer was lost or said to try again, is the same notice and counts once. A bill counts
 * towards the campaign's budget as soon as it is known to be well-formed: the impression has
 * happened, whether or not the queue can take it now. Notices about {@linkplain Bid#isTest test
 * bids} are taken and forgotten. Thread-safe.
 */
public final class Notices {

  private static final int LONGEST_ID = 64;

  private final CampaignSet campaigns;
  private final Spend spend;
  private final NoticeSink sink;
  private final LongSupplier nowMillis;

  /**
   * @param nowMillis since the epoch
   */
  public Notices(CampaignSet campaigns, Spend spend, NoticeSink sink, LongSupplier nowMillis) {
    this.campaigns = campaigns;
    this.spend = spend;
    this.sink = sink;
    this.nowMillis = nowMillis;
  }

  /**
   * A notice that was understood.
   *
   * @param notice what is published
   * @param landing where a click on the creative leads
   */
  public record Understood(Notice notice, String landing) {}

  /**
   * Reads a notice from the parameters of its URL (see {@link NoticeUrl}).
   *
   * @param parameterByName answers null for a parameter that was not sent
   * @throws InvalidNoticeException if a parameter is missing or wrong
   */
  public Understood read(NoticeKind kind, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String bidId = id(NoticeUrl.BID, parameterByName);
    String campaignId = id(NoticeUrl.CAMPAIGN, parameterByName);
    String creativeId = id(NoticeUrl.CREATIVE, parameterByName);
    Creative creative = creative(campaignId, creativeId);
    long priceMicros = priceMicros(kind, parameterByName.apply(NoticeUrl.PRICE));
    String noticeId = kind.name().toLowerCase(Locale.ROOT) + ':' + bidId;
    return new Understood(
        new Notice(
            noticeId, kind, bidId, campaignId, creativeId, priceMicros, nowMillis.getAsLong()),
        creative.landing());
  }

  /**
   * Takes a notice.
   *
   * @return done when it is safe; see {@link NoticeSink#publish}
   */
  public Future<Void> take(Notice notice) {
    if (Bid.isTest(notice.bidId())) {
      return Future.succeededFuture();
    }
    if (notice.kind() == NoticeKind.BILLING) {
      spend.bill(notice.bidId(), notice.campaignId(), notice.priceMicros(), notice.atMillis());
    }
    return sink.publish(notice);
  }

  private Creative creative(String campaignId, String creativeId) throws InvalidNoticeException {
    Optional<Campaign> campaign = campaigns.find(campaignId);
    if (campaign.isEmpty()) {
      throw new InvalidNoticeException("no campaign has the id \"" + campaignId + "\"");
    }
    Optional<Creative> creative = campaign.get().creative(creativeId);
    if (creative.isEmpty()) {
      throw new InvalidNoticeException(
          "campaign " + campaignId + " has no creative with the id \"" + creativeId + "\"");
    }
    return creative.get();
  }

  /** What was won or billed has a price; of a lost auction it may not be told. */
  private static long priceMicros(NoticeKind kind, String text) throws InvalidNoticeException {
    return switch (kind) {
      case CLICK -> 0;
      case LOSS -> isUntold(text) ? 0 : Price.micros(text);
      case WIN, BILLING -> {
        if (text == null) {
          throw missing(NoticeUrl.PRICE, "a decimal for a thousand impressions");
        }
        yield Price.micros(text);
      }
    };
  }

  private static boolean isUntold(String text) {
    return text == null || text.isEmpty() || text.startsWith("${");
  }

  private static String id(String name, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String allowed = "1.." + LONGEST_ID + " letters, digits, dots, dashes or underscores";
    String value = parameterByName.apply(name);
    if (value == null) {
      throw missing(name, allowed);
    }
    if (value.isEmpty()
        || value.length() > LONGEST_ID
        || !value.chars().allMatch(Notices::isOfId)) {
      throw new InvalidNoticeException("parameter " + name + " must be " + allowed);
    }
    return value;
  }

  private static boolean isOfId(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static InvalidNoticeException missing(String name, String allowed) {
    return new InvalidNoticeException("parameter " + name + " is missing; it must be " + allowed);
  }
}
