package io.laminar.stats.canary;

import java.util.List;

/**
 * What came through the queue, of every bidder that lives and through every partition.
 *
 * @param bidders by name; not empty
 * @param oldestSender of the last heartbeats, who sent the oldest
 * @param oldestMillis when that was, on its sender's clock
 * @param newestSender of the last heartbeats, who sent the newest
 * @param newestMillis when that was, on its sender's clock
 * @param ageMillis how long ago one of them came through that was not followed by another yet
 * @param asOfNanos when that was known, or earlier, on this process's monotonic clock
 */
public record Heard(
    List<String> bidders,
    String oldestSender,
    long oldestMillis,
    String newestSender,
    long newestMillis,
    long ageMillis,
    long asOfNanos) {

  public Heard {
    bidders = List.copyOf(bidders);
    if (bidders.isEmpty()) {
      throw new IllegalArgumentException("heard of nobody");
    }
  }
}
