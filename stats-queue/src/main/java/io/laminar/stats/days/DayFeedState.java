package io.laminar.stats.days;

/**
 * How the totals of days are brought up to date.
 *
 * @param amounts that stores have taken since the start
 * @param lastMillis when the last feeding ended well, since the epoch; 0 for never
 * @param trouble why the last feeding failed; empty if it did not
 */
public record DayFeedState(long amounts, long lastMillis, String trouble) {}
