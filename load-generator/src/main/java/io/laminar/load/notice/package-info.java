/**
 * The exchange's side of a bid after the auction: what the bidder is told and what it acknowledged.
 * Uses connections of its own and never holds up a bid request. Start reading at {@link
 * io.laminar.load.notice.Notices}.
 */
package io.laminar.load.notice;
