/**
 * Where the servers are that all processes share. Declares their settings and opens nothing. Start
 * reading at {@link io.laminar.stats.address.Addresses}.
 */
package io.laminar.stats.address;
