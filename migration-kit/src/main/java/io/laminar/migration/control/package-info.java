/**
 * A migration as a service: opened on an event loop of its own, and steered over HTTP by an
 * operator or the command line. Knows nothing of what the stores hold. Start reading at {@link
 * io.laminar.migration.control.MigrationService}.
 */
package io.laminar.migration.control;
