package io.laminar.deploy.cli;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Secrets;
import io.laminar.deploy.servers.EmbeddedServers;
import io.laminar.deploy.servers.EmbeddedServers.Kind;
import io.laminar.deploy.servers.ServersOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Real servers and nothing else, until it is stopped. */
final class ServersCommand implements Command {

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public String summary() {
    return "Starts a real Redis, PostgreSQL and Kafka on this machine";
  }

  @Override
  public List<String> description() {
    return List.of(
        "They listen on loopback only, and need no password. Runs until it is stopped with Ctrl-C"
            + " or SIGTERM; their data is deleted then. If an address is given, nothing of that"
            + " kind is started.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.join(List.of(ServersOptions.SETTINGS, Addresses.SETTINGS));
  }

  @Override
  public int run(Invocation invocation) {
    Configuration configuration = invocation.configuration();
    var servers = EmbeddedServers.start(ServersOptions.from(configuration), wanted(configuration));
    invocation.lifetime().closeAtEnd("servers", servers::close);
    print(invocation.out(), configuration, servers);
    invocation.lifetime().awaitStop();
    return ExitCode.FINE;
  }

  /** What is not given. */
  static Set<Kind> wanted(Configuration configuration) {
    Set<Kind> wanted = EnumSet.allOf(Kind.class);
    if (configuration.isGiven(Addresses.REDIS)) {
      wanted.remove(Kind.REDIS);
    }
    if (configuration.isGiven(Addresses.POSTGRES)) {
      wanted.remove(Kind.POSTGRES);
    }
    if (configuration.isGiven(Addresses.KAFKA)) {
      wanted.remove(Kind.KAFKA);
    }
    return wanted;
  }

  private static void print(PrintWriter out, Configuration configuration, EmbeddedServers servers) {
    printAddress(out, Addresses.REDIS, Kind.REDIS, configuration, servers);
    servers
        .address(Kind.SECOND_REDIS)
        .ifPresent(address -> out.printf("%-12s  %s%n", "second redis", address));
    printAddress(out, Addresses.POSTGRES, Kind.POSTGRES, configuration, servers);
    printAddress(out, Addresses.KAFKA, Kind.KAFKA, configuration, servers);
    out.printf("%-12s  %s%n", "logs", servers.folder());
    out.println("ready; Ctrl-C stops");
  }

  private static void printAddress(
      PrintWriter out,
      Setting<String> setting,
      Kind kind,
      Configuration configuration,
      EmbeddedServers servers) {
    String line =
        servers
            .address(kind)
            .orElseGet(() -> Secrets.masked(configuration.get(setting)) + " (given, not started)");
    out.printf("%-12s  %s%n", setting.key(), line);
  }
}
