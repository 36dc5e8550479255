package io.laminar.bidder.server;

import io.laminar.bidder.exchange.Exchange;

/**
 * Where the requests of one exchange come in, on one event loop.
 *
 * @param counts what comes of them
 */
record Door(Exchange exchange, BidCounts counts) {}
