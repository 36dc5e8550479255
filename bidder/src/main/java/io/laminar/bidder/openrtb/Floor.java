package io.laminar.bidder.openrtb;

/**
 * The least price that is accepted.
 *
 * @param micros millionths of the currency for a thousand impressions, rounded up
 * @param currency ISO-4217 in upper case; USD if none was given (OpenRTB 2.6, 3.2.4)
 */
public record Floor(long micros, String currency) {}
