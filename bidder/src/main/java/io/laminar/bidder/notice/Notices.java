package io.laminar.bidder.notice;

import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.notice.InvalidNoticeException.Kind;
import io.laminar.bidder.notice.NoticeSeal.Claim;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Takes notices.
 *
 * <p>What a notice says of its bid is signed, so what is taken is about a bid that was made, and
 * not for more than was bid. The id of a notice follows from its kind and its bid, so one that is
 * sent again, because the first answer was lost or said to try again, is the same notice and counts
 * once; since a notice is only taken for a while after its bid, whoever counts need not remember
 * ids for longer. Notices about {@linkplain Bid#isTest test bids} are taken and forgotten.
 * Thread-safe.
 */
public final class Notices {

  private static final int LONGEST_ID = 64;
  private static final int LONGEST_NUMBER = 19;
  private static final int LONGEST_SIGNATURE = 32;
  private static final long MICROS = 1_000_000;
  private static final String NUMBER_ALLOWED = "the whole number that the bid came with";

  private final Supplier<CampaignSet> campaigns;
  private final NoticeTimes times;
  private final Bills bills;
  private final NoticeSink sink;
  private final LongSupplier nowMillis;

  /**
   * @param campaigns those of now
   * @param bills told of each bill that is taken, whether or not the queue can take it now: the
   *     impression has happened
   * @param nowMillis since the epoch
   */
  public Notices(
      Supplier<CampaignSet> campaigns,
      NoticeTimes times,
      Bills bills,
      NoticeSink sink,
      LongSupplier nowMillis) {
    this.campaigns = campaigns;
    this.times = times;
    this.bills = bills;
    this.sink = sink;
    this.nowMillis = nowMillis;
  }

  /**
   * A notice that was understood.
   *
   * @param notice what is published
   * @param user the user's number, or 0
   * @param overpriced the price was above the bid's and was cut to it
   */
  public record Understood(Notice notice, long user, boolean overpriced) {}

  /**
   * Reads a notice from the parameters of its URL (see {@link NoticeUrl}).
   *
   * @param seal of the calling event loop
   * @param parameterByName answers null for a parameter that was not sent
   * @throws InvalidNoticeException if a parameter is missing or wrong, the signature is not ours,
   *     or it is too late
   */
  public Understood read(NoticeSeal seal, NoticeKind kind, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    var claim =
        new Claim(
            id(NoticeUrl.BID, parameterByName),
            imp(parameterByName.apply(NoticeUrl.IMP)),
            id(NoticeUrl.CAMPAIGN, parameterByName),
            id(NoticeUrl.CREATIVE, parameterByName),
            number(NoticeUrl.SECOND, parameterByName),
            number(NoticeUrl.HIGHEST, parameterByName),
            user(parameterByName.apply(NoticeUrl.USER)));
    long price =
        times(
            priceMicros(kind, parameterByName.apply(NoticeUrl.PRICE)),
            parameterByName.apply(NoticeUrl.MULTIPLIER));
    requireSignature(seal, claim, kind, parameterByName.apply(NoticeUrl.SIGNATURE));
    long now = nowMillis.getAsLong();
    requireInTime(kind, claim.second(), now);
    var notice =
        new Notice(
            kind.name().toLowerCase(Locale.ROOT) + ':' + claim.bidId(),
            kind,
            claim.bidId(),
            claim.campaignId(),
            claim.creativeId(),
            Math.min(price, claim.highestMicros()),
            now);
    return new Understood(notice, claim.user(), price > claim.highestMicros());
  }

  /**
   * Takes a notice.
   *
   * @return done when it is safe; see {@link NoticeSink#publish}
   */
  public Future<Void> take(Understood understood) {
    Notice notice = understood.notice();
    if (Bid.isTest(notice.bidId())) {
      return Future.succeededFuture();
    }
    if (notice.kind() == NoticeKind.BILLING) {
      bills.billed(
          notice.bidId(),
          notice.campaignId(),
          notice.creativeId(),
          understood.user(),
          notice.priceMicros(), // for a thousand impressions; as many nanos for one
          notice.atMillis());
    }
    return sink.publish(notice);
  }

  /**
   * Where a click leads.
   *
   * @throws InvalidNoticeException if the creative is there no more
   */
  public String landing(Notice click) throws InvalidNoticeException {
    return campaigns
        .get()
        .find(click.campaignId())
        .flatMap(campaign -> campaign.creative(click.creativeId()))
        .map(Creative::landing)
        .orElseThrow(
            () ->
                new InvalidNoticeException(
                    Kind.GONE,
                    "campaign "
                        + click.campaignId()
                        + " with its creative "
                        + click.creativeId()
                        + " is there no more"));
  }

  private static void requireSignature(
      NoticeSeal seal, Claim claim, NoticeKind kind, String signature)
      throws InvalidNoticeException {
    if (signature == null
        || signature.length() > LONGEST_SIGNATURE
        || !seal.isSigned(claim, kind == NoticeKind.CLICK, signature)) {
      throw new InvalidNoticeException(
          Kind.FORGED,
          "parameter "
              + NoticeUrl.SIGNATURE
              + " must be the signature that the bid came with, for exactly these parameters");
    }
  }

  private void requireInTime(NoticeKind kind, long second, long now) throws InvalidNoticeException {
    Duration longest = kind == NoticeKind.CLICK ? times.click() : times.money();
    long ageMillis = now - second * 1_000;
    if (ageMillis > longest.toMillis() || ageMillis < -times.skew().toMillis() - 1_000) {
      throw new InvalidNoticeException(
          Kind.STALE,
          "the bid is "
              + ageMillis / 1_000
              + " s old; notices of this kind are taken until "
              + longest.toSeconds()
              + " s after the bid");
    }
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

  /** A price for what many see at once; one that is out of all bounds is the highest there is. */
  private static long times(long price, String multiplier) throws InvalidNoticeException {
    if (isUntold(multiplier)) {
      return price;
    }
    long micros = Price.micros(multiplier);
    return Math.multiplyHigh(price, micros) != 0
        ? Notice.MAX_PRICE_MICROS
        : Math.min(Notice.MAX_PRICE_MICROS, price * micros / MICROS);
  }

  private static boolean isUntold(String text) {
    return text == null || text.isEmpty() || text.startsWith("${");
  }

  private static String imp(String text) {
    return text == null ? "" : NoticeSeal.shortened(text);
  }

  private static long user(String text) throws InvalidNoticeException {
    return text == null ? 0 : number(NoticeUrl.USER, text, text.startsWith("-") ? 1 : 0);
  }

  private static long number(String name, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String text = parameterByName.apply(name);
    if (text == null) {
      throw missing(name, NUMBER_ALLOWED);
    }
    return number(name, text, 0);
  }

  private static long number(String name, String text, int from) throws InvalidNoticeException {
    try {
      if (digits(text, from)) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw new InvalidNoticeException("parameter " + name + " is too large a number");
    }
    throw new InvalidNoticeException("parameter " + name + " must be " + NUMBER_ALLOWED);
  }

  private static boolean digits(String text, int from) {
    if (text.length() == from || text.length() - from > LONGEST_NUMBER) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
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
