/**
 * PostgreSQL, 13 and later: one pipelined connection per event loop, look-ups and conditional puts
 * of one tick joined into one statement. Start reading at {@link
 * io.laminar.migration.postgres.PostgresStore}.
 */
package io.laminar.migration.postgres;
