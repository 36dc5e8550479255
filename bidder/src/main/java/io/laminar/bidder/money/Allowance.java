package io.laminar.bidder.money;

import java.util.concurrent.TimeUnit;

/**
 * How much of a budget one bidder may draw.
 *
 * <p>The hard limit: what is spent, what is held and what is drawn now are together never more than
 * the budget. So whatever becomes of the bids made with it, the budget is kept.
 *
 * <p>The soft limit is the pacing: what was spent by the end of the lease shall not be ahead of the
 * curve. Of what is held only a part is spent in the end, since most bids lose; how much is
 * estimated from what was reserved and spent on this day. A wrong estimate makes the curve less
 * straight and cannot break the hard limit.
 *
 * <p>One draw takes at most a quarter of what is left, so that other bidders find something too.
 */
final class Allowance {

  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final int SHARE = 4;

  /** Near the end of a budget a draw is still worth so many bids, if there is that much. */
  private static final int LEAST_BIDS = 20;

  private static final double LEAST_SPENT_SHARE = 0.01;

  /** What of a wish is granted, and if less than wished, why. */
  record Share(long nanos, Limit limit) {}

  private Allowance() {}

  /**
   * Decides.
   *
   * @param wishNanos more than 0
   * @param leaseMillis how long the draw may be used
   */
  static Share of(Terms terms, Account account, long wishNanos, long nowMillis, long leaseMillis) {
    long hard =
        Math.min(
            left(terms.dailyNanos(), account.spentTodayNanos(), account.heldNanos()),
            left(terms.totalNanos(), account.spentNanos(), account.heldNanos()));
    if (hard < terms.unitNanos()) {
      return new Share(0, account.heldNanos() > 0 ? Limit.HELD : Limit.SPENT);
    }
    long paced = paced(terms, account, nowMillis, leaseMillis);
    if (paced < Math.min(hard, terms.unitNanos())) {
      return new Share(0, Limit.PACED);
    }
    long fair = Math.max(hard / SHARE, Math.min(hard, LEAST_BIDS * terms.unitNanos()));
    long granted = Math.min(wishNanos, Math.min(fair, paced));
    return new Share(granted, Limit.NONE);
  }

  private static long left(long budget, long spent, long held) {
    return budget == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, budget - spent - held);
  }

  private static long paced(Terms terms, Account account, long nowMillis, long leaseMillis) {
    double dayShare =
        Math.min(1, (Math.floorMod(nowMillis, DAY_MILLIS) + leaseMillis) / (double) DAY_MILLIS);
    double share = terms.pacing().shareAt(dayShare);
    if (share >= 1) {
      return Long.MAX_VALUE;
    }
    double spentShare = spentShare(account);
    double ahead =
        terms.dailyNanos() * share - account.spentTodayNanos() - account.heldNanos() * spentShare;
    return (long) Math.max(0, ahead / spentShare);
  }

  /** Which part of what was drawn is spent when all is settled. */
  private static double spentShare(Account account) {
    long settled = account.reservedTodayNanos() - account.heldNanos();
    return settled <= 0
        ? 1
        : Math.min(1, Math.max(LEAST_SPENT_SHARE, account.spentTodayNanos() / (double) settled));
  }
}
