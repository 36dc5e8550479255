package io.laminar.bidder.frequency;

/**
 * One ad that one user has seen.
 *
 * @param bidId makes it this impression and no other, however often it is told
 * @param atMillis since the epoch
 */
public record Impression(String campaignId, String creativeId, String bidId, long atMillis) {}
