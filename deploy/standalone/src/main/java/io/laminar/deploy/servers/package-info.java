/**
 * Real servers for one machine: PostgreSQL, Redis, Memcached and Kafka as child processes on
 * loopback, from binaries that the jar carries; Memcached from the system or its package. Their
 * data lasts as long as the process that started them. Never knows what the servers are used for,
 * and nothing here may be called on an event loop: starting and stopping wait. Start reading at
 * {@link io.laminar.deploy.servers.EmbeddedServer}, then {@link
 * io.laminar.deploy.servers.RunFolder}, which keeps a killed process from leaving servers behind.
 */
package io.laminar.deploy.servers;
