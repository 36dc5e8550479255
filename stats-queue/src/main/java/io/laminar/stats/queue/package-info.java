/**
 * The near end of the queue: takes events from event loops and gets them into Kafka. Never blocks a
 * caller and never grows without bound. Start reading at {@link io.laminar.stats.queue.EventQueue}.
 */
package io.laminar.stats.queue;
