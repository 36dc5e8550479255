package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;

/** All benchmarks. */
public final class BenchCommand implements Command {

  private final List<Command> commands;

  /**
   * @param declared every setting there is
   * @param rules between them
   */
  public BenchCommand(List<Setting<?>> declared, List<Configuration.Rule> rules) {
    commands =
        List.of(
            new BenchStoresCommand(),
            new BenchCopyCommand(),
            new BenchBidderCommand(declared, rules),
            new BenchStatsCommand(declared, rules),
            new BenchLoadCommand(declared, rules));
  }

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "Measures stores, copier, bidder, statistics and load generator";
  }

  @Override
  public List<Command> commands() {
    return commands;
  }

  /** Never run itself. */
  @Override
  public int run(Invocation invocation) {
    return ExitCode.MISUSED;
  }
}
