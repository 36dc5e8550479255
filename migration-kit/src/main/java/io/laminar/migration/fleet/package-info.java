/**
 * Many processes that follow one sequence of plans: who may publish the next one, when, and what a
 * process does that cannot be reached. Knows neither routes nor stores: a plan is a document to it,
 * and whoever uses it says how one is installed. Start reading at {@link
 * io.laminar.migration.fleet.ControlStore}, then {@link io.laminar.migration.fleet.FleetMember}.
 */
package io.laminar.migration.fleet;
