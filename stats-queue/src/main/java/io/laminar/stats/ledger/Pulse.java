package io.laminar.stats.ledger;

/**
 * The heartbeat that is the oldest among the newest of each partition: every partition has moved at
 * least that far.
 *
 * @param silentPartitions partitions that no heartbeat has come through yet; while there are any,
 *     the rest says nothing
 * @param sender of that heartbeat
 * @param sentMillis when it was sent, in milliseconds since the epoch; never later than when it was
 *     counted
 */
public record Pulse(int silentPartitions, String sender, long sentMillis) {}
