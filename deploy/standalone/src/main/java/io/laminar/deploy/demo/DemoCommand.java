package io.laminar.deploy.demo;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.servers.EmbeddedServers;
import io.laminar.deploy.servers.EmbeddedServers.Kind;
import io.laminar.deploy.servers.ServersOptions;
import io.laminar.load.LoadOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.spill.SpillOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Starts everything, moves the profile store there and back under load, and tells what was seen.
 */
public final class DemoCommand implements Command {

  private static final String KEEP = "--keep";
  private static final String REPORT = "--report";

  private final List<Setting<?>> declared;
  private final List<Configuration.Rule> rules;

  /**
   * @param declared every setting there is
   * @param rules between them
   */
  public DemoCommand(List<Setting<?>> declared, List<Configuration.Rule> rules) {
    this.declared = List.copyOf(declared);
    this.rules = List.copyOf(rules);
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "Moves a profile store under load, there and back, and silences the canary";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Starts a real Redis, PostgreSQL and Kafka (an address that is given is used instead), a"
            + " bidder, the statistics and load; takes about two minutes; ends with a table of what"
            + " was claimed and what was seen, and with 1 if a claim did not hold.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return declared;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(KEEP)
            .type(boolean.class)
            .description("leaves everything running at the end and prints what to try")
            .build(),
        OptionSpec.builder(REPORT)
            .type(String.class)
            .paramLabel("FOLDER")
            .description("writes the load's results and a report with all steps marked there")
            .build());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration given = invocation.configuration();
    Set<Kind> wanted = EnumSet.of(Kind.REDIS, Kind.POSTGRES, Kind.KAFKA);
    addressOf()
        .forEach(
            (kind, setting) -> {
              if (given.isGiven(setting)) {
                wanted.remove(kind);
              }
            });
    var servers = EmbeddedServers.start(ServersOptions.from(given), wanted);
    invocation.lifetime().closeAtEnd("servers", servers::close);
    Map<Setting<?>, String> decided = new LinkedHashMap<>();
    addressOf()
        .forEach(
            (kind, setting) -> servers.address(kind).ifPresent(uri -> decided.put(setting, uri)));
    decided.forEach((setting, uri) -> invocation.out().println("==> " + setting + " at " + uri));
    DemoOptions options = DemoOptions.from(given);
    decided.put(LoadOptions.USERS, Integer.toString(options.profiles()));
    decided.put(LoadOptions.DURATION, "1h"); // the demonstration ends it
    decided.put(SpillOptions.FOLDER, servers.folder() + "/spill"); // goes with the servers' data
    Configuration configuration = DemoDefaults.over(given, declared, rules, decided);

    Optional<Path> report =
        Optional.ofNullable(invocation.flags().matchedOptionValue(REPORT, (String) null))
            .map(Path::of);
    var demo = new Demo(invocation, configuration, report);
    boolean held = demo.run();
    if (invocation.has(KEEP)) {
      invocation.out().println(demo.addresses());
      invocation.lifetime().awaitStop();
    }
    return held ? ExitCode.FINE : ExitCode.FAILED;
  }

  private static Map<Kind, Setting<String>> addressOf() {
    return Map.of(
        Kind.REDIS, Addresses.REDIS,
        Kind.POSTGRES, Addresses.POSTGRES,
        Kind.KAFKA, Addresses.KAFKA);
  }
}
