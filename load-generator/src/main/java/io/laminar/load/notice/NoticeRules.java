package io.laminar.load.notice;

/**
 * Whom the exchange tells, and when.
 *
 * @param lossShare the part of the lost bids that hear of it, {@code 0..1}
 * @param renderShare the part of the wins that is shown and billed, {@code 0..1}
 * @param maxDelayNanos a win or loss is told after a delay evenly distributed up to this
 * @param maxRenderDelayNanos billing follows its win after a delay evenly distributed up to this
 * @param maxWaiting notices that may be delayed or under way; more are not sent
 */
public record NoticeRules(
    double lossShare,
    double renderShare,
    long maxDelayNanos,
    long maxRenderDelayNanos,
    int maxWaiting) {}
