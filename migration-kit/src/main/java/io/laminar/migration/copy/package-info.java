/**
 * Copies entries from one store to another while both are in use: put-if-newer, so it never
 * overwrites a newer write, with checkpoints beside the copy, so it goes on where it was after a
 * crash. Start reading at {@link io.laminar.migration.copy.Copier}.
 */
package io.laminar.migration.copy;
