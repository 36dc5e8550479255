/**
 * Lets one server of a migration follow the other by the engine's own replication: {@code
 * REPLICAOF} between Redis servers, logical replication between PostgreSQL servers. Decides nothing
 * about steps and moves no entry itself. Start reading at {@link
 * io.laminar.migration.replicate.Replication}, then {@link
 * io.laminar.migration.replicate.Possibility}.
 */
package io.laminar.migration.replicate;
