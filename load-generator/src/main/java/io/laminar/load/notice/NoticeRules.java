package io.laminar.load.notice;

/**
 * How the exchange decides and when it tells.
 *
 * @param winShare the part of bids that win, {@code 0..1}
 * @param lossShare the part of the other bids that hear of their loss, {@code 0..1}
 * @param maxDelayNanos a notice is sent after a delay evenly distributed up to this
 * @param maxWaiting notices that may be delayed or under way; more are not sent
 */
public record NoticeRules(double winShare, double lossShare, long maxDelayNanos, int maxWaiting) {}
