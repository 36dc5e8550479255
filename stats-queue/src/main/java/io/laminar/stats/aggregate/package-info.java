/**
 * The far end of the queue: reads records out of Kafka and enters them in the books, from where the
 * books end. One thread of its own, since Kafka's consumer blocks. Knows nothing of the canary.
 * Start reading at {@link io.laminar.stats.aggregate.Aggregator}.
 */
package io.laminar.stats.aggregate;
