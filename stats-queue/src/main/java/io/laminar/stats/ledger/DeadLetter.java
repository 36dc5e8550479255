package io.laminar.stats.ledger;

/**
 * A record that could not be counted, kept for people to look at.
 *
 * @param offset of the record; of the first one for a range of records
 * @param reason why not
 * @param body its bytes; empty if they are not to be had
 */
public record DeadLetter(int partition, long offset, String reason, byte[] body) {}
