/**
 * Statistics over HTTP: reads, and changes nothing. Start reading at {@link
 * io.laminar.stats.server.StatsApi}.
 */
package io.laminar.stats.server;
