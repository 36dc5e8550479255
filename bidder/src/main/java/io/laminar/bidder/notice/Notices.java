package io.laminar.bidder.notice;

import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.notice.InvalidNoticeException.Kind;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Release;
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
 * ids for longer. A bid's bill and its loss have one id: whichever comes first counts, so what a
 * loss gives back cannot be billed after. Notices about {@linkplain Bid#isTest test bids} are taken
 * and forgotten. Thread-safe.
 */
public final class Notices {

  private static final int LONGEST_SIGNATURE = 32;
  private static final long MICROS = 1_000_000;

  /** Of the id of a bill; of a loss too. */
  private static final String END = NoticeKind.BILLING.name().toLowerCase(Locale.ROOT);

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
   * @param claim what the bid said of itself
   * @param price as it was told; empty if it was not
   * @param overpriced the price was above the bid's and was cut to it
   */
  public record Understood(Notice notice, Claim claim, String price, boolean overpriced) {}

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
    Claim claim = NoticeQuery.claim(parameterByName);
    String told = parameterByName.apply(NoticeUrl.PRICE);
    long many = times(priceMicros(kind, told), parameterByName.apply(NoticeUrl.MULTIPLIER));
    requireSignature(seal, claim, kind, parameterByName.apply(NoticeUrl.SIGNATURE));
    long now = nowMillis.getAsLong();
    requireInTime(kind, claim.second(), now);
    long price = claim.particulars().tender().homeNearest(many);
    var notice =
        new Notice(
            id(kind, claim.bidId()),
            kind,
            claim.bidId(),
            claim.campaignId(),
            claim.creativeId(),
            claim.particulars().dealId(),
            claim.particulars().exchange(),
            Math.min(price, claim.highestMicros()),
            now,
            kind == NoticeKind.LOSS ? release(claim) : Release.NONE);
    return new Understood(notice, claim, isUntold(told) ? "" : told, price > claim.highestMicros());
  }

  private static String id(NoticeKind kind, String bidId) {
    return (kind == NoticeKind.LOSS ? END : kind.name().toLowerCase(Locale.ROOT)) + ':' + bidId;
  }

  private static Release release(Claim claim) {
    long settledMillis = claim.particulars().settledMillis();
    return settledMillis == 0 || claim.highestMicros() == 0
        ? Release.NONE
        : new Release(claim.highestMicros(), settledMillis);
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
          understood.claim().user(),
          notice.priceMicros(), // for a thousand impressions; as many nanos for one
          notice.atMillis());
    }
    Future<Void> kept = sink.publish(notice);
    return notice.release().isNone() ? kept : kept.onSuccess(safe -> lost(notice));
  }

  private void lost(Notice notice) {
    Release release = notice.release();
    bills.lost(notice.bidId(), notice.campaignId(), release.nanos(), release.settledMillis());
  }

  /**
   * Where a click leads.
   *
   * @throws InvalidNoticeException if the creative is there no more
   */
  public String landing(Notice click) throws InvalidNoticeException {
    return creative(click).landing();
  }

  /** True if the answer to this notice is to be {@link #markup}. */
  public static boolean wantsMarkup(Understood understood) {
    return understood.notice().kind() == NoticeKind.WIN
        && !understood.claim().particulars().markup().isEmpty();
  }

  /**
   * The markup of a bid that came without it; the creative as it is now.
   *
   * @param seal of the calling event loop, as the writer
   * @throws InvalidNoticeException if the creative is there no more
   */
  public WinMarkup markup(NoticeSeal seal, BidResponseWriter writer, Understood win)
      throws InvalidNoticeException {
    CampaignSet set = campaigns.get();
    Creative creative = creative(win.notice());
    if (!WinMarkup.fits(creative, win)) {
      throw new InvalidNoticeException(
          Kind.GONE,
          "creative " + creative.id() + " is of another type than when the bid was made");
    }
    return WinMarkup.of(creative, win, set.currency(), set.seat(), seal, writer);
  }

  private Creative creative(Notice notice) throws InvalidNoticeException {
    return campaigns
        .get()
        .find(notice.campaignId())
        .flatMap(campaign -> campaign.creative(notice.creativeId()))
        .orElseThrow(
            () ->
                new InvalidNoticeException(
                    Kind.GONE,
                    "campaign "
                        + notice.campaignId()
                        + " with its creative "
                        + notice.creativeId()
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
          throw NoticeQuery.missing(NoticeUrl.PRICE, "a decimal for a thousand impressions");
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
}
