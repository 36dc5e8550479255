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
 * ad was shown; some of the losers' {@code lurl} too. The addresses are the bidder's own, with
 * their macros filled. A notice is sent once: whatever was not acknowledged is counted as failed,
 * though the bidder may have it. Belongs to one event loop.
 */
public final class Notices {

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
        long delay = upTo(rules.maxDelayNanos());
        book.now().won(decision.bid().currency(), decision.priceMicros());
        tell(NoticeKind.WIN, decision.bid().nurl(), requestId, decision, delay);
        if (random.nextDouble() < rules.renderShare()) {
          long shown = delay + upTo(rules.maxRenderDelayNanos());
          tell(NoticeKind.BILLING, decision.bid().burl(), requestId, decision, shown);
        }
      } else if (random.nextDouble() < rules.lossShare()) {
        long delay = upTo(rules.maxDelayNanos());
        tell(NoticeKind.LOSS, decision.bid().lurl(), requestId, decision, delay);
      }
    }
  }

  /** Notices that are delayed or under way. */
  public int waiting() {
    return waiting;
  }

  private void tell(
      NoticeKind kind, String url, String requestId, Decision decision, long delayNanos) {
    if (url.isEmpty()) {
      return; // the bidder does not want to know
    }
    if (waiting >= rules.maxWaiting()) {
      book.now().noticeUnsent(kind);
      return;
    }
    waiting++;
    String filled = Macros.fill(url, values(kind, requestId, decision));
    time.after(delayNanos, () -> send(kind, filled, decision));
  }

  private long upTo(long nanos) {
    return nanos == 0 ? 0 : random.nextLong(nanos);
  }

  private void send(NoticeKind kind, String url, Decision decision) {
    sender
        .send(url)
        .onComplete(
            answered -> {
              waiting--;
              if (answered.failed()) {
                failed(kind, answered.cause().getMessage());
              } else if (answered.result() / 100 != 2) {
                failed(kind, "answered with " + answered.result() + ": " + url);
              } else {
                acknowledged(kind, decision);
              }
            });
  }

  private void acknowledged(NoticeKind kind, Decision decision) {
    book.now().noticeAcknowledged(kind);
    if (kind == NoticeKind.BILLING) {
      book.now().billed(decision.bid().currency(), decision.priceMicros());
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
