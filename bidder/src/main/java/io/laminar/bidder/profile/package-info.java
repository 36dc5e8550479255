/**
 * What is known of a user, and its stored form. Never reads a store itself. Start reading at {@link
 * io.laminar.bidder.profile.Profile}.
 */
package io.laminar.bidder.profile;
