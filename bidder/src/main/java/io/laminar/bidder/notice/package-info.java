/**
 * What exchanges and browsers tell us about our bids: won, billed, lost, clicked. Signs what bids
 * carry and checks what comes back, tells of bills and hands all to the statistics queue; nothing
 * is acknowledged before the queue has it. Knows no HTTP and no budgets. Start reading at {@link
 * io.laminar.bidder.notice.Notices}.
 */
package io.laminar.bidder.notice;
