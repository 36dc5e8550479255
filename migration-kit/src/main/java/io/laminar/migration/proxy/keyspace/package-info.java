/**
 * Redis's strings over any {@link io.laminar.migration.store.Store}: writes that count as made in
 * the order they were asked for, changes decided by compare-and-set, scans whose cursors are
 * numbers. Knows neither the wire nor the commands' syntax. Start reading at {@link
 * io.laminar.migration.proxy.keyspace.Keyspace}.
 */
package io.laminar.migration.proxy.keyspace;
