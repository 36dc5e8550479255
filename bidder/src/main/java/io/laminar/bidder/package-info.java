/**
 * The bidder as one service: puts its parts together, starts and stops them. Holds no logic of its
 * own. Start reading at {@link io.laminar.bidder.BidderService}.
 */
package io.laminar.bidder;
