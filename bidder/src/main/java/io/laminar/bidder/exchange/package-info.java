/**
 * The exchanges that send requests, as the operator names them. Knows how they want to be answered,
 * never what is bid. Start reading at {@link io.laminar.bidder.exchange.Exchange}.
 */
package io.laminar.bidder.exchange;
