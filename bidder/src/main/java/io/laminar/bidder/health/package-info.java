/**
 * Says honestly whether the bidder would bid, and if not, why not. Only asks; never mends. Start
 * reading at {@link io.laminar.bidder.health.Readiness}.
 */
package io.laminar.bidder.health;
