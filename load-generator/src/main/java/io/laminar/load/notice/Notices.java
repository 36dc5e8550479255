package io.laminar.load.notice;

import io.laminar.load.answer.OfferedBid;
import io.laminar.load.auction.Decision;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.time.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Tells the bidder what became of its bids, on one event loop.
 *
 * <p>A winner's {@code nurl} is called after a small delay, its {@code burl} some time later if the
 * ad was shown. Where the bid came without markup, the answer to its {@code nurl} must be the
 * markup, and nothing is shown or billed before it came. Some of the losers' {@code lurl} are
 * called too. The addresses are the bidder's own, with their macros filled. A notice is sent once:
 * whatever was not acknowledged is counted as failed, though the bidder may have it. Belongs to one
 * event loop.
 */
public final class Notices {

  private static final long NEVER = -1;

  private final NoticeRules rules;
  private final NoticeSender sender;
  private final Time time;
  private final SplittableRandom random;
  private final TallyBook book;
  private int waiting;

  public Notices(
      NoticeRules rules, NoticeSender sender, Time time, SplittableRandom random, TallyBook book) {
    this.rules = rules;
    this.sender = sender;
    this.time = time;
    this.random = random;
    this.book = book;
  }

  /** Schedules the notices about the bids of one answer. */
  public void tell(String requestId, List<Decision> decisions) {
    for (Decision decision : decisions) {
      if (decision.won()) {
        tellWinner(requestId, decision);
      } else if (random.nextDouble() < rules.lossShare()) {
        tell(new Told(NoticeKind.LOSS, requestId, decision, NEVER), upTo(rules.maxDelayNanos()));
      }
    }
  }

  private void tellWinner(String requestId, Decision decision) {
    long delay = upTo(rules.maxDelayNanos());
    book.now().won(decision.bid().currency(), decision.priceMicros());
    boolean shown = random.nextDouble() < rules.renderShare();
    long shownAfter = shown ? upTo(rules.maxRenderDelayNanos()) : NEVER;
    boolean fetches = decision.bid().delivery().isOnWin();
    tell(new Told(NoticeKind.WIN, requestId, decision, fetches ? shownAfter : NEVER), delay);
    if (shown && !fetches) {
      tell(new Told(NoticeKind.BILLING, requestId, decision, NEVER), delay + shownAfter);
    }
  }

  /**
   * One notice.
   *
   * @param billedAfterNanos when the ad is shown, counted from when its markup came with the answer
   */
  private record Told(NoticeKind kind, String requestId, Decision decision, long billedAfterNanos) {

    String url() {
      OfferedBid bid = decision.bid();
      return switch (kind) {
        case WIN -> bid.nurl();
        case BILLING -> bid.burl();
        case LOSS -> bid.lurl();
      };
    }
  }

  /** Notices that are delayed or under way. */
  public int waiting() {
    return waiting;
  }

  private void tell(Told told, long delayNanos) {
    String url = told.url();
    if (url.isEmpty()) {
      return; // the bidder does not want to know
    }
    if (waiting >= rules.maxWaiting()) {
      book.now().noticeUnsent(told.kind());
      return;
    }
    waiting++;
    String filled = Macros.fill(url, values(told.kind(), told.requestId(), told.decision()));
    time.after(delayNanos, () -> send(told, filled));
  }

  private long upTo(long nanos) {
    return nanos == 0 ? 0 : random.nextLong(nanos);
  }

  private void send(Told told, String url) {
    sender
        .send(url)
        .onComplete(
            answered -> {
              waiting--;
              if (answered.failed()) {
                failed(told.kind(), answered.cause().getMessage());
              } else if (!answered.result().isFine()) {
                failed(told.kind(), "answered with " + answered.result().status() + ": " + url);
              } else {
                acknowledged(told, answered.result());
              }
            });
  }

  /** A win whose markup cannot be shown is told in vain, though the bidder has it. */
  private void acknowledged(Told told, NoticeReply reply) {
    OfferedBid bid = told.decision().bid();
    boolean fetches = told.kind() == NoticeKind.WIN && bid.delivery().isOnWin();
    String objection = fetches ? bid.delivery().objection(reply.contentType(), reply.body()) : "";
    if (!objection.isEmpty()) {
      failed(told.kind(), objection);
      return;
    }
    book.now().noticeAcknowledged(told.kind());
    if (told.kind() == NoticeKind.BILLING) {
      book.now().billed(bid.currency(), told.decision().priceMicros());
    }
    if (told.billedAfterNanos() != NEVER) {
      tell(
          new Told(NoticeKind.BILLING, told.requestId(), told.decision(), NEVER),
          told.billedAfterNanos());
    }
  }

  private void failed(NoticeKind kind, String problem) {
    book.now().noticeFailed(kind);
    book.now().problem(kind.label() + " notice", String.valueOf(problem));
  }

  private static Map<String, String> values(NoticeKind kind, String requestId, Decision decision) {
    OfferedBid bid = decision.bid();
    Map<String, String> values = new HashMap<>();
    values.put("AUCTION_ID", requestId);
    values.put("AUCTION_BID_ID", bid.id());
    values.put("AUCTION_IMP_ID", bid.impId());
    values.put("AUCTION_SEAT_ID", bid.seat());
    values.put("AUCTION_AD_ID", bid.adId());
    values.put("AUCTION_CURRENCY", bid.currency());
    values.put("AUCTION_MIN_TO_WIN", Macros.price(decision.minToWinMicros()));
    values.put("AUCTION_MBR", Macros.ratio(decision.priceMicros(), bid.priceMicros()));
    values.put("AUCTION_LOSS", Integer.toString(decision.lossReason()));
    if (kind != NoticeKind.LOSS) {
      values.put("AUCTION_PRICE", Macros.price(decision.priceMicros()));
    }
    return values;
  }
}
