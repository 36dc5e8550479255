/**
 * The profiles of users that do not exist: for the demonstration, for benchmarks, and for anybody
 * who wants a filled store to measure or to migrate. Never read by the bidder. Start reading at
 * {@link io.laminar.deploy.profiles.SeedCommand}.
 */
package io.laminar.deploy.profiles;
