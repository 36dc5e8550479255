/**
 * When requests must leave. Instants come from a rate alone and never from how fast answers arrive.
 * Start reading at {@link io.laminar.load.schedule.Schedule}.
 */
package io.laminar.load.schedule;
