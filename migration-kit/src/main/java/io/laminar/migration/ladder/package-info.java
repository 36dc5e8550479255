/**
 * Walks a migration up and down its ladder: one step at a time, each prepared by its jobs and let
 * through by its gates, each written down before it is taken. Start reading at {@link
 * io.laminar.migration.ladder.Position}, then {@link io.laminar.migration.ladder.Ladder}.
 */
package io.laminar.migration.ladder;
