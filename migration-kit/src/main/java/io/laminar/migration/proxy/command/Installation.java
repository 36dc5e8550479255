package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.keyspace.ClientKeys;
import io.laminar.migration.proxy.keyspace.Scans;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What all event loops of a proxy share. Thread-safe.
 *
 * @param password what clients must give; empty: nothing
 * @param scans the places of all scans
 * @param clients everyone who is connected, by id
 * @param info the sections of {@code INFO}: their lines by name, in order
 * @param configuration what {@code CONFIG GET} tells
 */
public record Installation(
    String password,
    ClientKeys keys,
    Scans scans,
    ConcurrentMap<Long, Session> clients,
    Supplier<Map<String, JsonObject>> info,
    Map<String, String> configuration) {

  public Installation {
    configuration = Map.copyOf(configuration);
  }

  @Override
  public String toString() {
    return "installation of " + clients.size() + " clients"; // never the password
  }
}
