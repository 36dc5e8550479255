/**
 * The operators' own door: a port of its own, on loopback unless told otherwise, that asks for a
 * token; and the switch by which they stop and start bidding. Serves no exchange and sees no bid
 * request. Start reading at {@link io.laminar.bidder.admin.AdminServer} and {@link
 * io.laminar.bidder.admin.BiddingSwitch}.
 */
package io.laminar.bidder.admin;
