/**
 * A durable queue for writes in front of both stores of a migration, in Kafka: one topic, the key
 * of the entry as the key of the record, so that Kafka keeps the order of each key. It knows
 * nothing of steps. Start reading at {@link io.laminar.migration.queue.KafkaOpener}.
 */
package io.laminar.migration.queue;
