package io.laminar.deploy.cli;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.migration.config.Setting;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Plays the exchange. */
final class LoadCommand implements Command {

  private static final String JSON = "--json";

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "Sends bid requests at a constant rate and tells how they were answered";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Each second a line on stderr; at the end, or when stopped with Ctrl-C or SIGTERM, the"
            + " summary on stdout. Ends with 1 if the generator could not keep to its schedule, for"
            + " then the numbers say nothing about the server.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return LoadOptions.SETTINGS;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(JSON)
            .type(boolean.class)
            .description("the summary as JSON instead of a table")
            .build());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var options = LoadOptions.from(invocation.configuration());
    var vertx = Futures.open(invocation.lifetime());
    var run = LoadRun.start(vertx, options, second -> invocation.err().println(second));

    LoadSummary summary = Futures.awaitOrEnd(run.result(), run::stop);

    invocation
        .out()
        .println(invocation.has(JSON) ? summary.toJson().encodePrettily() : summary.toString());
    return summary.isValid() ? ExitCode.FINE : ExitCode.FAILED;
  }
}
