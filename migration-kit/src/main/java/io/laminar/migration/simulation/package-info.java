/**
 * The real fleet, router, ladder, copier, verifier and journal, run on simulated stores, processes,
 * clocks and networks under a seeded timeline, and judged by what clients saw and by what the fleet
 * did. Nothing else depends on it, and it never touches a real thread, clock or server. Start
 * reading at {@link io.laminar.migration.simulation.Simulation}, then {@link
 * io.laminar.migration.simulation.Run}.
 */
package io.laminar.migration.simulation;
