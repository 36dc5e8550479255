/**
 * The statistics service: everything between Kafka and the canary, started and stopped as one.
 * Counts nothing and connects to nothing itself. Start reading at {@link
 * io.laminar.stats.StatsService}.
 */
package io.laminar.stats;
