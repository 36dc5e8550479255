package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Overlay;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.server.ApiOptions;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Measures how fast the statistics count, and how much room they need. */
final class BenchStatsCommand implements Command {

  private static final BenchFlags.Count SECONDS =
      new BenchFlags.Count("--seconds", 1, 600, 10, "seconds for one measurement");
  private static final BenchFlags.Count FACTS =
      new BenchFlags.Count(
          "--facts-rate", 1_000, 100_000_000, 400_000, "facts a second that are offered as sums");
  private static final BenchFlags.Count IN_FLIGHT =
      new BenchFlags.Count(
          "--in-flight", 1, 100_000, 8_000, "single events that wait for their acknowledgement");
  private static final BenchFlags.Count REQUESTS =
      new BenchFlags.Count(
          "--requests",
          1_000,
          100_000_000,
          1_000_000,
          "bid requests whose statistics are stored, to see how much room they take");
  private static final int GOAL_FACTS = 200_000;
  private static final int GOAL_EVENTS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Setting<?>> declared;
  private final List<Configuration.Rule> rules;

  BenchStatsCommand(List<Setting<?>> declared, List<Configuration.Rule> rules) {
    this.declared = List.copyOf(declared);
    this.rules = List.copyOf(rules);
  }

  @Override
  public String name() {
    return "stats";
  }

  @Override
  public String summary() {
    return "Measures how fast statistics are counted and how much room they take";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Starts a Redis, a PostgreSQL and a Kafka of its own, the statistics, and a queue, all on"
            + " this machine, and measures one after the other: (a) facts that are offered as sums"
            + " at a rate, from two event loops; (b) single events, as many as are acknowledged,"
            + " until each is counted; (c) the room that the statistics of so many bid requests"
            + " take: of a hundred, 30 are bid on, 3 are won and billed. Ends with 1 if something"
            + " was not counted exactly. Goals: "
            + GOAL_FACTS
            + " facts/s, "
            + GOAL_EVENTS
            + " single events/s.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(StatsOptions.SETTINGS, EventQueueOptions.SETTINGS)
        .<Setting<?>>flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        SECONDS.option(),
        FACTS.option(),
        IN_FLIGHT.option(),
        REQUESTS.option(),
        BenchFlags.json(),
        BenchFlags.out());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var load =
        new StatsBench.Load(
            Duration.ofSeconds(SECONDS.of(invocation)),
            FACTS.of(invocation),
            IN_FLIGHT.of(invocation),
            REQUESTS.of(invocation));
    Configuration configuration = startServers(invocation);
    Vertx vertx = Futures.open(invocation.lifetime());
    var bench = new StatsBench(vertx, configuration, load, invocation.err());
    Futures.closeAtEnd(invocation.lifetime(), "statistics", PATIENCE, bench::close);

    StatsFigures figures = bench.run();

    BenchFlags.report(invocation, figures.text(), figures.toJson());
    return figures.isExact() ? ExitCode.FINE : ExitCode.FAILED;
  }

  private Configuration startServers(Invocation invocation) {
    Map<Setting<?>, String> decided = BenchServices.start(invocation, address -> false);
    decided.put(ApiOptions.PORT, "0");
    // nothing is refused or kept on the disk here, however slow the machine is
    Map<Setting<?>, String> defaults =
        Map.of(
            EventQueueOptions.DEADLINE, "60s",
            SpillOptions.AFTER, "30s",
            EventQueueOptions.BUFFER, "200000");
    return Overlay.over(invocation.configuration(), declared, rules, defaults, decided);
  }
}
