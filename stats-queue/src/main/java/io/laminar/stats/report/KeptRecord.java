package io.laminar.stats.report;

import java.time.Instant;

/**
 * A record that could not be counted.
 *
 * @param topicId Kafka's own id of the topic
 * @param offset of the record, or of the first of a range that was lost
 * @param reason why it could not
 * @param bytes how long it is
 */
public record KeptRecord(
    String topicId, int partition, long offset, String reason, long bytes, Instant keptAt) {}
