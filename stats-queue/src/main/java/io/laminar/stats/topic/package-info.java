/**
 * The Kafka topic that all events travel through: made if it is not there, and described. Sends and
 * reads no events. Start reading at {@link io.laminar.stats.topic.EventTopic}.
 */
package io.laminar.stats.topic;
