package io.laminar.deploy.bench;

import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.servers.EmbeddedServers;
import io.laminar.deploy.servers.EmbeddedServers.Kind;
import io.laminar.deploy.servers.ServersOptions;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.spill.SpillOptions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The servers that services need to be measured, until the command ends. */
final class BenchServices {

  private static final Map<Kind, Setting<String>> ADDRESSES =
      Map.of(
          Kind.REDIS, Addresses.REDIS,
          Kind.POSTGRES, Addresses.POSTGRES,
          Kind.KAFKA, Addresses.KAFKA);

  private BenchServices() {}

  /**
   * Starts a Redis, a PostgreSQL and a Kafka on free ports.
   *
   * @param given true of the address of a server that is there already
   * @return what is decided by that: their addresses, and a folder for what is spilled
   */
  static Map<Setting<?>, String> start(Invocation invocation, Predicate<Setting<String>> given) {
    Set<Kind> wanted = EnumSet.noneOf(Kind.class);
    ADDRESSES.forEach(
        (kind, setting) -> {
          if (!given.test(setting)) {
            wanted.add(kind);
          }
        });
    var servers = EmbeddedServers.start(ServersOptions.anywhere(), wanted);
    invocation.lifetime().closeAtEnd("servers", servers::close);
    Map<Setting<?>, String> decided = new LinkedHashMap<>();
    ADDRESSES.forEach(
        (kind, setting) -> servers.address(kind).ifPresent(uri -> decided.put(setting, uri)));
    decided.put(SpillOptions.FOLDER, servers.folder() + "/spill");
    return decided;
  }
}
