package io.laminar.stats.ledger;

import java.util.List;

/**
 * How the heartbeats of all bidders that live come through all partitions.
 *
 * @param bidders that live, by name; empty if none does
 * @param missing heartbeats: of a bidder that lives, through a partition
 * @param missingOf a bidder of which one is missing; empty if none is
 * @param oldest of the last heartbeats, the one that was sent first
 * @param newest of the last heartbeats, the one that was sent last
 * @param ageMillis how long ago one of them came through that has not been followed by another,
 *     measured by the database
 */
public record Pulse(
    List<String> bidders, int missing, String missingOf, Sent oldest, Sent newest, long ageMillis) {

  /** A heartbeat as its sender saw it. */
  public record Sent(String sender, long atMillis) {}
}
