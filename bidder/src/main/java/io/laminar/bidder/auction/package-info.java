/**
 * Decides what to offer for a request: privacy, match, budget and price, on one event loop and
 * without waiting for anything. Never reads a store or a socket. Start reading at {@link
 * io.laminar.bidder.auction.Auction}.
 */
package io.laminar.bidder.auction;
