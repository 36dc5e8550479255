/**
 * What has been counted, and up to where: sums, notices and positions in Kafka, changed together in
 * one PostgreSQL transaction, so that each record counts exactly once. Does not talk to Kafka.
 * Start reading at {@link io.laminar.stats.ledger.Ledger}.
 */
package io.laminar.stats.ledger;
