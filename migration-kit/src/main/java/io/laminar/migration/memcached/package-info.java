/**
 * Memcached, 1.6 and later: one pipelined connection per event loop, look-ups of one tick sent in
 * one packet, conditional writes by the server's own compare-and-set token, a scan made of dumps of
 * all keys. Never keeps what the server evicts or loses when it restarts. Start reading at {@link
 * io.laminar.migration.memcached.MemcachedStore}, then {@link
 * io.laminar.migration.memcached.KeyScan} for how a server that cannot be scanned is scanned.
 */
package io.laminar.migration.memcached;
