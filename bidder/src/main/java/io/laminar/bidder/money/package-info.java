/**
 * What may still be spent. Each bidder draws slices of a campaign's budget from a ledger that all
 * of them share, and every bid takes its price out of the slice at hand; what was spent in truth is
 * read from the committed statistics. Never waits or locks on the path of a request. Start reading
 * at {@link io.laminar.bidder.money.BudgetLedger}, then {@link io.laminar.bidder.money.Budget}.
 */
package io.laminar.bidder.money;
