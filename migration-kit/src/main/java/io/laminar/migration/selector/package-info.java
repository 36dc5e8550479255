/**
 * Chooses keys: which part of the keys a step of a migration is meant for. Decided from the key
 * alone (and, for weather, from how a store does), so that every member chooses alike; never from
 * the wall clock. Start reading at {@link io.laminar.migration.selector.Selector}.
 */
package io.laminar.migration.selector;
