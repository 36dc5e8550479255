package io.laminar.bidder.money;

/**
 * A campaign's money as the ledger has it at one instant, in nanos.
 *
 * @param spentTodayNanos in the committed statistics of the UTC day
 * @param spentNanos in all committed statistics
 * @param heldNanos drawn by any bidder, and bills for it may still come or be on their way into the
 *     statistics; without what lost bids gave back. Some of it may be counted as spent already:
 *     then less is drawn than could be, never more
 * @param reservedTodayNanos drawn on this day by all bidders, less what they gave back
 */
public record Account(
    long spentTodayNanos, long spentNanos, long heldNanos, long reservedTodayNanos) {

  public static final Account EMPTY = new Account(0, 0, 0, 0);
}
