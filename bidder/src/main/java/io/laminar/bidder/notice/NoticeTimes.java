package io.laminar.bidder.notice;

import java.time.Duration;

/**
 * How long after its bid a notice is taken.
 *
 * @param money of a win, a bill or a loss
 * @param click of a click
 * @param skew how far a bid may seem to lie in the future, since the clocks of bidders differ
 */
public record NoticeTimes(Duration money, Duration click, Duration skew) {}
