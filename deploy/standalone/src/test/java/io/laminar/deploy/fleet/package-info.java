/**
 * Several processes in one migration, on real servers, while one of them is stopped, killed, cut
 * off, or has a wrong clock. Start reading at {@link io.laminar.deploy.fleet.FleetIT}.
 */
package io.laminar.deploy.fleet;
