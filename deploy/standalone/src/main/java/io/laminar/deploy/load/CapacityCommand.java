package io.laminar.deploy.load;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.CommandException;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.load.capacity.CapacityAnswer;
import io.laminar.load.capacity.CapacityOptions;
import io.laminar.load.capacity.Point;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Answers how many machines a rate needs. */
final class CapacityCommand implements Command {

  @Override
  public String name() {
    return "capacity";
  }

  @Override
  public String summary() {
    return "Fits the universal scalability law and answers how many machines a rate needs";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes measured points (load.capacity-points), or measures one machine itself: in the"
            + " closed model, with more connections each time. Tells the law, its peak, how far the"
            + " points are off it, and how the answer moves when any one point is left out.",
        "",
        "Beyond what was measured the law is a guess with a reason, not a promise. Ends with 3 if"
            + " no number of machines is enough.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(CapacityOptions.SETTINGS, LoadOptions.SETTINGS)
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(LoadCommand.JSON)
            .type(boolean.class)
            .description("the answer as JSON")
            .build());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    CapacityOptions options = CapacityOptions.from(invocation.configuration());
    List<Point> points =
        options.points().isEmpty() ? measure(invocation, options) : options.points();
    CapacityAnswer answer = CapacityAnswer.of(options, points);
    invocation
        .out()
        .println(
            invocation.has(LoadCommand.JSON)
                ? answer.toJson().encodePrettily()
                : answer.toString());
    return answer.machines().isPresent() ? ExitCode.FINE : ExitCode.OBJECTIVE_MISSED;
  }

  private static List<Point> measure(Invocation invocation, CapacityOptions options)
      throws Exception {
    Configuration given = invocation.configuration();
    LoadOptions base = LoadOptions.from(given);
    Vertx vertx = Futures.open(invocation.lifetime());
    int most = options.levels().stream().mapToInt(Integer::intValue).max().orElse(1);
    invocation.err().println("warms up with " + most + " connections");
    run(vertx, base.closed(most, options.probe()));
    List<Point> points = new ArrayList<>();
    for (int connections : options.levels()) {
      LoadSummary summary = run(vertx, base.closed(connections, options.probe()));
      if (summary.counts().answered() == 0) {
        throw new CommandException(
            "nothing was answered with " + connections + " connections: " + summary.counts());
      }
      invocation
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "%,6d connections  %,.0f/s  errors %,d",
                  connections,
                  summary.achievedRate(),
                  summary.counts().errors()));
      points.add(new Point(connections, summary.achievedRate()));
    }
    return points;
  }

  private static LoadSummary run(Vertx vertx, LoadOptions options) throws Exception {
    LoadRun run = LoadRun.start(vertx, options, second -> {});
    try {
      return Futures.await(run.result());
    } catch (InterruptedException e) {
      run.stop();
      Futures.await(run.result());
      throw e;
    }
  }
}
