/**
 * What is counted: plain counters that one event loop writes and the scraper reads, so that the
 * request path never touches a meter that others write. Never decides anything. Start reading at
 * {@link io.laminar.bidder.metrics.BidderMetrics}.
 */
package io.laminar.bidder.metrics;
