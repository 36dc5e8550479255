package io.laminar.bidder.money;

import io.laminar.bidder.money.BudgetLedger.Grant;
import io.laminar.bidder.money.BudgetLedger.Rest;
import io.laminar.bidder.money.BudgetLedger.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which budgets need a new slice, how large it should be, and what becomes of the one before.
 *
 * <p>A slice begins small and doubles whenever half of it was used before it could be renewed; what
 * is left of it when the next one comes is given back. A campaign for which nobody bids draws
 * nothing; but one that was bid for lately goes on drawing for a while, since it may match so
 * rarely that it would find each slice at its end. One thread only.
 */
final class Draws {

  /** The first slice is worth so many bids. */
  private static final int FIRST_BIDS = 200;

  private static final long WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  /** So long after it was asked for the last time a budget is still kept at hand. */
  private static final long LATELY_NANOS = Duration.ofMinutes(10).toNanos();

  private final BudgetBook book;
  private final long leaseNanos;
  private final LongSupplier nanoTime;

  Draws(BudgetBook book, Duration lease, LongSupplier nanoTime) {
    this.book = book;
    this.leaseNanos = lease.toNanos();
    this.nanoTime = nanoTime;
  }

  /** What the ledger should be asked for now. */
  List<Wish> wishes() {
    long now = nanoTime.getAsLong();
    List<Wish> wishes = new ArrayList<>();
    for (Budget budget : book.all()) {
      if (isDue(budget, now) && isOfUse(budget, now)) {
        wishes.add(new Wish(budget.terms(), wish(budget.slice(), budget.terms().unitNanos())));
      }
    }
    return wishes;
  }

  private boolean isDue(Budget budget, long now) {
    Slice slice = budget.slice();
    boolean scarce =
        slice.isOver(now)
            || slice.leaseEndNanos() - now < leaseNanos / 3
            || slice.leftNanos() < slice.nanos() / 2;
    return scarce && now - budget.askAgainNanos() >= 0;
  }

  /** What never had a slice, such as all at the start, is asked for once for each who asks. */
  private static boolean isOfUse(Budget budget, long now) {
    boolean wanted = budget.takeWanted();
    if (budget.slice() == Slice.NONE) {
      return wanted;
    }
    if (wanted) {
      budget.used(now);
    }
    return budget.isUsedWithin(LATELY_NANOS, now);
  }

  private static long wish(Slice slice, long unitNanos) {
    long used = slice.nanos() - slice.leftNanos();
    return Math.max(
        FIRST_BIDS * unitNanos, used > slice.nanos() / 2 ? 2 * slice.nanos() : 2 * used);
  }

  /**
   * Takes what was granted into use.
   *
   * @param sentNanos when the ledger was asked, or before
   * @return what is to be given back
   */
  List<Rest> take(List<Grant> grants, long sentNanos) {
    List<Rest> rests = new ArrayList<>();
    for (Grant grant : grants) {
      Budget budget = book.find(grant.campaignId());
      if (budget == null) {
        rests.add(new Rest(grant.campaignId(), grant.settledMillis(), grant.nanos()));
      } else if (grant.nanos() > 0) {
        var fresh = new Slice(grant.nanos(), grant.settledMillis(), sentNanos + leaseNanos);
        budget.askAgainNanos(sentNanos);
        addRest(budget, budget.replace(fresh, Limit.NONE, grant.account()), rests);
      } else {
        refuse(budget, grant, sentNanos, rests);
      }
    }
    rests.removeIf(rest -> rest.nanos() == 0);
    return rests;
  }

  private void refuse(Budget budget, Grant grant, long sentNanos, List<Rest> rests) {
    budget.askAgainNanos(sentNanos + WAIT_NANOS);
    Slice current = budget.slice();
    boolean over = current.isOver(nanoTime.getAsLong());
    Slice kept = over ? Slice.NONE : current;
    budget.replace(kept, grant.limit(), grant.account());
    if (over) {
      addRest(budget, current, rests);
    }
  }

  /** The ledger did not answer. */
  void failed(List<Wish> wishes) {
    long now = nanoTime.getAsLong();
    for (Wish wish : wishes) {
      Budget budget = book.find(wish.terms().campaignId());
      if (budget != null) {
        budget.want();
        if (budget.slice().isOver(now)) {
          budget.unknown();
        }
      }
    }
  }

  /** Ends all slices; answers what is to be given back. */
  List<Rest> closeAll() {
    List<Rest> rests = new ArrayList<>();
    for (Budget budget : book.all()) {
      addRest(budget, budget.replace(Slice.NONE, Limit.UNKNOWN, budget.account()), rests);
    }
    rests.removeIf(rest -> rest.nanos() == 0);
    return rests;
  }

  private static void addRest(Budget budget, Slice ended, List<Rest> rests) {
    if (ended != Slice.NONE) {
      rests.add(new Rest(budget.terms().campaignId(), ended.settledMillis(), ended.close()));
    }
  }
}
