/**
 * What travels through the queue, and how it is laid into the bytes of a Kafka record. Knows
 * neither Kafka nor a database. Start reading at {@link io.laminar.stats.event.Event}; the layout
 * is described at {@link io.laminar.stats.event.EventCodec}.
 */
package io.laminar.stats.event;
