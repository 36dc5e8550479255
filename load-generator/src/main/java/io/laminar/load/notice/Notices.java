package io.laminar.load.notice;

import io.laminar.load.answer.OfferedBid;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.time.Time;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Holds the auctions of one event loop and tells the bidder about them.
 *
 * <p>A bid wins with a given probability, at its own price (a first-price auction); of the bids for
 * one impression at most one wins. A winner's {@code nurl} and {@code burl} are called, each after
 * a small delay of its own; some of the losers' {@code lurl} too. A notice is sent once: whatever
 * was not acknowledged is counted as failed, though the bidder may have it. Belongs to one event
 * loop.
 */
public final class Notices {

  private static final String LOST_TO_HIGHER_BID = "102"; // OpenRTB 2.6, list of loss reasons

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

  /** Decides over the bids of one answer and schedules the notices. */
  public void auction(String requestId, List<OfferedBid> bids) {
    Set<String> soldImps = new HashSet<>(2);
    for (OfferedBid bid : bids) {
      if (random.nextDouble() < rules.winShare() && soldImps.add(bid.impId())) {
        tell(NoticeKind.WIN, bid.nurl(), requestId, bid);
        tell(NoticeKind.BILLING, bid.burl(), requestId, bid);
      } else if (random.nextDouble() < rules.lossShare()) {
        tell(NoticeKind.LOSS, bid.lurl(), requestId, bid);
      }
    }
  }

  /** Notices that are delayed or under way. */
  public int waiting() {
    return waiting;
  }

  private void tell(NoticeKind kind, String url, String requestId, OfferedBid bid) {
    if (url.isEmpty()) {
      return; // the bidder does not want to know
    }
    if (waiting >= rules.maxWaiting()) {
      book.now().noticeUnsent(kind);
      return;
    }
    waiting++;
    String filled = Macros.fill(url, values(kind, requestId, bid));
    long delay = rules.maxDelayNanos() == 0 ? 0 : random.nextLong(rules.maxDelayNanos());
    time.after(delay, () -> send(kind, filled, bid));
  }

  private void send(NoticeKind kind, String url, OfferedBid bid) {
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
                acknowledged(kind, bid);
              }
            });
  }

  private void acknowledged(NoticeKind kind, OfferedBid bid) {
    book.now().noticeAcknowledged(kind);
    if (kind == NoticeKind.BILLING) {
      book.now().billed(bid.currency(), bid.priceMicros());
    }
  }

  private void failed(NoticeKind kind, String problem) {
    book.now().noticeFailed(kind);
    book.now().problem(kind.label() + " notice", String.valueOf(problem));
  }

  private static Map<String, String> values(NoticeKind kind, String requestId, OfferedBid bid) {
    Map<String, String> values = new HashMap<>();
    values.put("AUCTION_ID", requestId);
    values.put("AUCTION_BID_ID", bid.id());
    values.put("AUCTION_IMP_ID", bid.impId());
    values.put("AUCTION_SEAT_ID", bid.seat());
    values.put("AUCTION_AD_ID", bid.adId());
    values.put("AUCTION_CURRENCY", bid.currency());
    if (kind == NoticeKind.LOSS) {
      values.put("AUCTION_LOSS", LOST_TO_HIGHER_BID);
    } else {
      values.put("AUCTION_PRICE", Macros.price(bid.priceMicros()));
    }
    return values;
  }
}
