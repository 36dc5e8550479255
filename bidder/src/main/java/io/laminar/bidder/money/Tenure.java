package io.laminar.bidder.money;

import java.time.Duration;

/**
 * How long money that was drawn can still be billed.
 *
 * @param lease how long bids may be made with it
 * @param noticeLife how long after a bid notices about it are taken
 * @param margin between a notice that was taken and the statistics' word that they are complete up
 *     to then: how far clocks may be apart, and how long Kafka may take to keep it
 */
public record Tenure(Duration lease, Duration noticeLife, Duration margin) {

  private static final long STEP_MILLIS = 5_000;

  /**
   * When a draw of this instant is settled once the statistics are complete up to then; a multiple
   * of five seconds, so that the draws of some time are one sum.
   */
  public long settledMillis(long nowMillis) {
    long earliest = nowMillis + lease.plus(noticeLife).plus(margin).toMillis();
    return Math.floorDiv(earliest + STEP_MILLIS - 1, STEP_MILLIS) * STEP_MILLIS;
  }
}
