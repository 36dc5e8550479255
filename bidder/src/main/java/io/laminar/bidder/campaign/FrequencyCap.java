package io.laminar.bidder.campaign;

import java.time.Duration;

/**
 * How often one user may see something within any stretch of time of this length.
 *
 * @param scope what is counted
 * @param most impressions
 */
public record FrequencyCap(Scope scope, int most, Duration within) {

  /** The longest stretch, which is how long impressions of a user are remembered. */
  public static final Duration LONGEST = Duration.ofDays(30);

  /** So many impressions of one user are remembered; a cap must be lower. */
  public static final int MOST = 100;

  /** What is counted. */
  public enum Scope {
    /** All creatives of the campaign together. */
    CAMPAIGN,
    /** Each creative by itself. */
    CREATIVE
  }
}
