/**
 * Sends every read and write to the stores that the current step of a migration says, and changes
 * steps without a pause: a new route takes new operations at once, and the step is installed when
 * the writes begun under the old one have ended. Start reading at {@link
 * io.laminar.migration.route.Router}.
 */
package io.laminar.migration.route;
