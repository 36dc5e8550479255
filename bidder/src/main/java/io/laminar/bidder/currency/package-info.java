/**
 * Floors in the currency of the campaigns, and bids in that of the exchange. Start reading at
 * {@link io.laminar.bidder.currency.ExchangeRates}.
 */
package io.laminar.bidder.currency;
