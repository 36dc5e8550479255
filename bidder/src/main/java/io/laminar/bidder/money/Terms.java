package io.laminar.bidder.money;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.Pacing;

/**
 * What a campaign may spend. Amounts are billionths of the currency ("nanos"): a price of so many
 * millionths for a thousand impressions is as many nanos for one, so nothing is ever rounded.
 *
 * @param dailyNanos for a UTC day
 * @param totalNanos for its whole life; {@link Long#MAX_VALUE} if there is no limit
 * @param unitNanos the most that one bid may cost
 */
public record Terms(
    String campaignId, long dailyNanos, long totalNanos, Pacing pacing, long unitNanos) {

  private static final long NANOS_PER_MICRO = 1_000;

  public static Terms of(Campaign campaign) {
    return new Terms(
        campaign.id(),
        nanos(campaign.dailyBudgetMicros()),
        nanos(campaign.totalBudgetMicros()),
        campaign.pacing(),
        campaign.highestPriceMicros());
  }

  /** Billionths of millionths; what is too much for a number is without limit. */
  static long nanos(long micros) {
    return micros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
  }
}
