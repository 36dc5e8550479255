/**
 * The statistics queue on a real Kafka, PostgreSQL and Redis: what it promises while servers and
 * aggregators come, go, freeze and die. Start reading at {@link
 * io.laminar.deploy.stats.StatsQueueIT}.
 */
package io.laminar.deploy.stats;
