/**
 * The HTTP side of the bidder: reads bodies within bounds, asks the auction, writes answers. Knows
 * HTTP and the order of a request's steps, never the rules of bidding. Start reading at {@link
 * io.laminar.bidder.server.BidderLoop}, then {@link io.laminar.bidder.server.BidEndpoint}.
 */
package io.laminar.bidder.server;
