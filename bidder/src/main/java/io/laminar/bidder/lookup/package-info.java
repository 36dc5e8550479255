/**
 * Finds the profile of a user in time: asks the store that the migration's router names, waits no
 * longer than the request allows, and says how it went. Never fails a request and never blocks.
 * Start reading at {@link io.laminar.bidder.lookup.ProfileLookup}.
 */
package io.laminar.bidder.lookup;
