/**
 * The exchange's auction: others bid too, the highest price wins, and the winner pays the first or
 * the second price. Pure decisions; never talks to anybody. Start reading at {@link
 * io.laminar.load.auction.Auctioneer}.
 */
package io.laminar.load.auction;
