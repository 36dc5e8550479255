/**
 * How much more is done by more machines or more connections: the universal scalability law, fitted
 * to measured points. Start reading at {@link io.laminar.load.capacity.ScalabilityLaw}.
 */
package io.laminar.load.capacity;
