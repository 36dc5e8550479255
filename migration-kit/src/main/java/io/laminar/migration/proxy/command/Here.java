package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.keyspace.KeyScan;
import io.laminar.migration.proxy.keyspace.Keyspace;

/**
 * What one event loop answers with.
 *
 * @param installation what all loops share
 */
public record Here(Keyspace keyspace, KeyScan scan, Installation installation) {}
