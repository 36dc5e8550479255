/**
 * Whether the statistics queue is known to work: the canary that its far end writes, watched in the
 * background. No canary, no bid. Never asks on the request path. Start reading at {@link
 * io.laminar.bidder.canary.CanaryWatch}.
 */
package io.laminar.bidder.canary;
