/**
 * Where the servers are that several features share, and what such an address may look like. Opens
 * no connection. Start reading at {@link io.laminar.stats.address.Addresses}.
 */
package io.laminar.stats.address;
