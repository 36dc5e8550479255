/**
 * The canary: a key with a TTL in Redis that says that the whole queue works, from a bidder's event
 * loop to the committed statistics. Written here, watched by bidders: no canary, no bid. Start
 * reading at {@link io.laminar.stats.canary.CanaryKey} to read it, at {@link
 * io.laminar.stats.canary.CanaryWriter} for when it is written.
 */
package io.laminar.stats.canary;
