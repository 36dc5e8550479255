/**
 * The clock and the timers of an event loop behind one interface, so that tests move time by hand.
 * Start reading at {@link io.laminar.load.time.Time}.
 */
package io.laminar.load.time;
