package io.laminar.bidder.money;

import io.vertx.core.Future;
import java.util.List;

/**
 * Where all bidders draw from the same budgets.
 *
 * <p>What is drawn counts against the budget until bills for it can no longer come and all that
 * came are in the statistics: bids are made until the lease ends, notices are taken for a bounded
 * time after the bid, and the statistics tell up to when they are complete. From then on the
 * statistics alone say what was spent. A bidder that dies gives nothing back, and need not.
 *
 * <p>A bid that the exchange tells to be lost does not count from then on: the statistics take the
 * first of its bill and its loss and nothing of the other, so what a loss gives back cannot be
 * billed, and comes back once.
 */
public interface BudgetLedger {

  /**
   * A wish for money.
   *
   * @param nanos more than 0
   */
  record Wish(Terms terms, long nanos) {}

  /**
   * What became of a wish.
   *
   * @param nanos what may be spent; 0 if nothing may
   * @param limit why nothing may be spent
   * @param settledMillis names the draw when some of it is given back; a draw of the same instant
   *     may share it
   */
  record Grant(String campaignId, long nanos, Limit limit, long settledMillis, Account account) {}

  /** What is left of a draw, and will never be spent by whoever drew it. */
  record Rest(String campaignId, long settledMillis, long nanos) {}

  /**
   * Draws.
   *
   * @param holder who draws; each start of a bidder has a name of its own
   * @return a grant for each wish, in any order; after a failure it is not known whether something
   *     was drawn, which then counts as held
   */
  Future<List<Grant>> draw(String holder, List<Wish> wishes);

  /** Gives back. After a failure what was left counts as held until it settles. */
  Future<Void> giveBack(String holder, List<Rest> rests);

  /** The key that all bidders sign notices with: the same for all that share this ledger. */
  Future<byte[]> key();

  /** Lets go of connections. */
  Future<Void> close();
}
