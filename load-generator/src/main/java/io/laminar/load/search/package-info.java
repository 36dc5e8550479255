/**
 * Finds the highest rate at which an objective holds. Knows nothing of how a rate is tried. Start
 * reading at {@link io.laminar.load.search.RateSearch}.
 */
package io.laminar.load.search;
