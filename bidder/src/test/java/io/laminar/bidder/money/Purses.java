package io.laminar.bidder.money;

import java.util.concurrent.TimeUnit;

/** Puts money into budgets without a ledger. */
public final class Purses {

  private static final long MUCH = Long.MAX_VALUE / 4;

  private Purses() {}

  /** Everybody has more than enough, for a day of the machine's monotonic clock. */
  public static void fill(BudgetBook book) {
    book.all().forEach(budget -> give(budget, MUCH, Limit.NONE));
  }

  /** One campaign has exactly this. */
  public static void give(BudgetBook book, String campaignId, long nanos, Limit limit) {
    give(book.find(campaignId), nanos, limit);
  }

  private static void give(Budget budget, long nanos, Limit limit) {
    long end = System.nanoTime() + TimeUnit.DAYS.toNanos(1);
    budget.replace(new Slice(nanos, 0, end), limit, Account.EMPTY);
  }
}
