/**
 * What exchanges and browsers tell us about our bids: won, billed, lost, clicked. Checks them, adds
 * bills to what was spent and hands them to the statistics queue; nothing is acknowledged before
 * the queue has it. Knows no HTTP. Start reading at {@link io.laminar.bidder.notice.Notices}.
 */
package io.laminar.bidder.notice;
