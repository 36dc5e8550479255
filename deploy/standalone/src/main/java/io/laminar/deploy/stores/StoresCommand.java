package io.laminar.deploy.stores;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.engine.Engine;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Prints what the adapter of each engine declares. */
public final class StoresCommand implements Command {

  private static final String JSON = "--json";

  @Override
  public String name() {
    return "stores";
  }

  @Override
  public String summary() {
    return "Tells what each engine does by itself, what its adapter fakes, and how much it holds";
  }

  @Override
  public List<String> description() {
    return List.of(
        "What the adapters declare; no server is asked. native: the engine does it; faked: the"
            + " adapter does it, at the price that is told; none: it is not to be had.",
        "");
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(JSON).type(boolean.class).description("as JSON, not as tables").build());
  }

  @Override
  public int run(Invocation invocation) {
    List<Engine> engines = List.of(Engine.values());
    invocation
        .out()
        .println(
            invocation.has(JSON)
                ? StoresReport.json(engines).encodePrettily()
                : StoresReport.text(engines));
    return ExitCode.FINE;
  }
}
