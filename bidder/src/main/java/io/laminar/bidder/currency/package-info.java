/**
 * Floors in the currency of the campaigns. Start reading at {@link
 * io.laminar.bidder.currency.ExchangeRates}.
 */
package io.laminar.bidder.currency;
