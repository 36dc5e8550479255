package io.laminar.bidder.money;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A ledger in memory, for one bidder that has all budgets to itself: what is spent is what the
 * notices of this process said, and begins at 0 with the process. Thread-safe.
 */
public final class ProcessLedger implements BudgetLedger {

  private static final int KEY_BYTES = 32;

  /**
   * Of so many bids it is known what became of them. A bill that is forgotten before its notices
   * are refused for their age would count twice: less is spent then, never more. Once a bid was
   * forgotten so, lost ones give nothing back for as long as that may matter.
   */
  private static final int REMEMBERED_BIDS = 500_000;

  private final Tenure tenure;
  private final LongSupplier nowMillis;
  private final LongSupplier completeMillis;
  private final Cache<String, Boolean> endedBids;
  private final byte[] key = new byte[KEY_BYTES];
  private final Map<String, Book> bookById = new HashMap<>();
  private volatile long forgotMillis = Long.MIN_VALUE;

  /** One campaign. */
  private static final class Book {
    private final TreeMap<Long, Long> spentByDay = new TreeMap<>();
    private final TreeMap<Long, Map<String, Long>> heldBySettling = new TreeMap<>();
    private final TreeMap<Long, Long> releasedBySettling = new TreeMap<>();
    private long spentNanos;
    private long reservedDay;
    private long reservedNanos;

    Account account(long day) {
      long held = 0;
      for (Map.Entry<Long, Map<String, Long>> draws : heldBySettling.entrySet()) {
        long drawn = draws.getValue().values().stream().mapToLong(Long::longValue).sum();
        held += Math.max(0, drawn - releasedBySettling.getOrDefault(draws.getKey(), 0L));
      }
      return new Account(
          spentByDay.getOrDefault(day, 0L),
          spentNanos,
          held,
          reservedDay == day ? reservedNanos : 0);
    }

    void forget(long completeMillis) {
      heldBySettling.headMap(completeMillis).clear();
      releasedBySettling.headMap(completeMillis).clear();
    }

    void hold(String holder, long settledMillis, long day, long nanos) {
      heldBySettling
          .computeIfAbsent(settledMillis, any -> new HashMap<>())
          .merge(holder, nanos, Long::sum);
      reservedNanos = (reservedDay == day ? reservedNanos : 0) + nanos;
      reservedDay = day;
    }

    void giveBack(String holder, Rest rest) {
      Map<String, Long> byHolder = heldBySettling.get(rest.settledMillis());
      if (byHolder != null && byHolder.getOrDefault(holder, 0L) >= rest.nanos()) {
        byHolder.merge(holder, -rest.nanos(), Long::sum);
        reservedNanos = Math.max(0, reservedNanos - rest.nanos());
      }
    }
  }

  /**
   * @param nowMillis since the epoch
   */
  public ProcessLedger(Tenure tenure, LongSupplier nowMillis) {
    this(tenure, nowMillis, nowMillis);
  }

  /**
   * @param completeMillis up to when all that was billed is told to {@link #billed}
   */
  ProcessLedger(Tenure tenure, LongSupplier nowMillis, LongSupplier completeMillis) {
    this.tenure = tenure;
    this.nowMillis = nowMillis;
    this.completeMillis = completeMillis;
    this.endedBids =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_BIDS)
            .expireAfterWrite(tenure.noticeLife().plus(tenure.margin()))
            .evictionListener((String bidId, Boolean ended, RemovalCause why) -> forgot(why))
            .build();
    new SecureRandom().nextBytes(key);
  }

  private void forgot(RemovalCause why) {
    if (why == RemovalCause.SIZE) {
      forgotMillis = nowMillis.getAsLong();
    }
  }

  /**
   * Counts a bill, once for each bid, and not after its loss.
   *
   * @param atMillis decides the day
   */
  public void billed(String bidId, String campaignId, long nanos, long atMillis) {
    if (endedBids.asMap().putIfAbsent(bidId, Boolean.TRUE) == null) {
      spend(campaignId, nanos, atMillis);
    }
  }

  /**
   * Takes back what a lost bid had reserved, once for each bid, and not after its bill.
   *
   * @param settledMillis of the draw that it was reserved from
   */
  public void lost(String bidId, String campaignId, long nanos, long settledMillis) {
    boolean first = endedBids.asMap().putIfAbsent(bidId, Boolean.TRUE) == null;
    if (first && remembersAll()) {
      release(campaignId, nanos, settledMillis);
    }
  }

  private boolean remembersAll() {
    long life = tenure.noticeLife().plus(tenure.margin()).toMillis();
    return forgotMillis == Long.MIN_VALUE || nowMillis.getAsLong() - forgotMillis > life;
  }

  private synchronized void release(String campaignId, long nanos, long settledMillis) {
    book(campaignId).releasedBySettling.merge(settledMillis, nanos, Long::sum);
  }

  private synchronized void spend(String campaignId, long nanos, long atMillis) {
    Book book = book(campaignId);
    book.spentNanos += nanos;
    book.spentByDay.merge(day(atMillis), nanos, Long::sum);
    book.spentByDay.headMap(day(atMillis) - 1).clear();
  }

  @Override
  public synchronized Future<List<Grant>> draw(String holder, List<Wish> wishes) {
    long now = nowMillis.getAsLong();
    List<Grant> grants = new ArrayList<>();
    for (Wish wish : wishes) {
      grants.add(draw(holder, wish, now));
    }
    return Future.succeededFuture(grants);
  }

  private Grant draw(String holder, Wish wish, long now) {
    String id = wish.terms().campaignId();
    Book book = book(id);
    book.forget(completeMillis.getAsLong());
    Account account = book.account(day(now));
    Allowance.Share share =
        Allowance.of(wish.terms(), account, wish.nanos(), now, tenure.lease().toMillis());
    long settled = tenure.settledMillis(now);
    if (share.nanos() > 0) {
      book.hold(holder, settled, day(now), share.nanos());
    }
    return new Grant(id, share.nanos(), share.limit(), settled, account);
  }

  @Override
  public synchronized Future<Void> giveBack(String holder, List<Rest> rests) {
    rests.forEach(rest -> book(rest.campaignId()).giveBack(holder, rest));
    return Future.succeededFuture();
  }

  @Override
  public Future<byte[]> key() {
    return Future.succeededFuture(key.clone());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private Book book(String campaignId) {
    return bookById.computeIfAbsent(campaignId, any -> new Book());
  }

  private static long day(long millis) {
    return Math.floorDiv(millis, 86_400_000L);
  }
}
