package io.laminar.stats.ledger;

/**
 * One record as it came out of Kafka.
 *
 * @param value its bytes; null or empty if it had none
 */
public record Consumed(int partition, long offset, byte[] value) {}
