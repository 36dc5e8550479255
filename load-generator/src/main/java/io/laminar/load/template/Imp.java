package io.laminar.load.template;

/**
 * What a bid for an impression is held against.
 *
 * @param id as in the request
 * @param floor the lowest price that may win, CPM; 0 = none
 * @param floorCurrency ISO 4217
 */
public record Imp(String id, double floor, String floorCurrency) {}
