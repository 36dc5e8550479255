package io.laminar.deploy.cli;

import io.laminar.deploy.bench.BenchCommand;
import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.CommandTree;
import io.laminar.deploy.command.Lifetime;
import io.laminar.deploy.demo.DemoCommand;
import io.laminar.deploy.load.LoadCommand;
import io.laminar.deploy.load.ReportCommand;
import io.laminar.deploy.migrate.MigrateCommand;
import io.laminar.deploy.profiles.SeedCommand;
import io.laminar.deploy.simulate.SimulateCommand;
import io.laminar.deploy.stores.StoresCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Where the program begins. */
public final class Laminar {

  private static final List<Command> COMMANDS =
      List.of(
          new DemoCommand(AllSettings.DECLARED, AllSettings.RULES),
          new BidderCommand(),
          new ProxyCommand(),
          new StatsCommand(),
          new SeedCommand(),
          new LoadCommand(),
          new ReportCommand(),
          new MigrateCommand(),
          new CopyWorkerCommand(),
          new ServersCommand(),
          new StoresCommand(),
          new SimulateCommand(),
          new BenchCommand(AllSettings.DECLARED, AllSettings.RULES),
          new ConfigCommand());

  private Laminar() {}

  public static void main(String[] arguments) {
    var lifetime = new Lifetime(Thread.currentThread());
    lifetime.stopOnSignals();
    var surroundings =
        new CommandTree.Surroundings(
            System.getenv(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            lifetime);
    int exitCode = commands().run(surroundings, arguments);
    lifetime.ended(exitCode);
    System.exit(exitCode);
  }

  /** All commands, over all settings of all features. */
  static CommandTree commands() {
    String version =
        Objects.requireNonNullElse(
            Laminar.class.getPackage().getImplementationVersion(), "(not from the jar)");
    return new CommandTree(
        version,
        List.of(
            "A real-time-bidding platform whose stores can be migrated live, forwards and"
                + " backwards.",
            "",
            "Ends with 0: done, or asked to stop and stopped in order; 1: failed, or stopped before"
                + " it had a result; 2: misused, nothing was tried; 3: measured, and an objective"
                + " was missed; 4: measured, and invalid."),
        COMMANDS,
        AllSettings.DECLARED,
        AllSettings.RULES);
  }
}
