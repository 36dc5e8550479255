package io.laminar.deploy.load;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.load.Recorder;
import io.laminar.load.live.LiveView;
import io.laminar.load.objective.Objective;
import io.laminar.load.reconcile.CurrencyRates;
import io.laminar.load.reconcile.StatsClient;
import io.laminar.load.reconcile.StatsTotals;
import io.laminar.load.result.Check;
import io.laminar.load.result.RunResult;
import io.laminar.load.watch.Watch;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Plays the exchange. */
public final class LoadCommand implements Command {

  static final String JSON = "--json";
  static final String OUT = "--out";
  private static final String PLAIN = "--plain";
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /** Every setting of the load commands. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              LoadOptions.SETTINGS,
              List.<Setting<?>>of(Objective.SETTING),
              StatsClient.SETTINGS,
              Watch.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "Sends bid requests as an exchange does and tells how they were answered";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows each second on stderr; at the end, or when stopped with Ctrl-C or SIGTERM, prints"
            + " the summary on stdout. Latency is from when a request should have left, so a server"
            + " that stalls cannot hide the requests it delayed.",
        "",
        "Ends with 0: done, and everything demanded was held; 3: load.objective was missed, or the"
            + " bidder's statistics do not agree; 4: invalid, the generator did not make the load"
            + " asked for, so the numbers say nothing about the server.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(JSON)
            .type(boolean.class)
            .description("the summary as JSON instead of a table")
            .build(),
        OptionSpec.builder(OUT)
            .type(String.class)
            .paramLabel("FOLDER")
            .description(
                "writes summary.json, seconds.csv, latency.hlog, *.hgrm and report.html there")
            .build(),
        OptionSpec.builder(PLAIN)
            .type(boolean.class)
            .description("a line each second even on a terminal")
            .build());
  }

  @Override
  public List<Command> commands() {
    return List.of(new FindMaxCommand(), new CapacityCommand());
  }

  @Override
  public boolean runsItself() {
    return true;
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration given = invocation.configuration();
    LoadOptions options = LoadOptions.from(given);
    Objective objective = Objective.parse(given.get(Objective.SETTING));
    Vertx vertx = Futures.open(invocation.lifetime());
    Optional<StatsClient> stats = stats(invocation, vertx);
    StatsTotals before = stats.isPresent() ? Futures.await(stats.get().read()) : null;
    Watch watch = watch(invocation, vertx, options);
    boolean panel = !invocation.has(PLAIN) && Terminal.isInteractive(System.getenv());
    var view = new LiveView(invocation.err(), panel, watch::sight);

    try (var recorder = new Recorder(System::currentTimeMillis)) {
      var run = LoadRun.start(vertx, options, view.andThen(recorder));
      LoadSummary summary = Futures.awaitOrEnd(run.result(), run::stop);
      List<Check> books =
          stats.isEmpty()
              ? List.of()
              : Futures.await(
                  stats.get().reconcile(summary.counts(), before, given.get(StatsClient.WAIT)));
      RunResult result =
          summary
              .result()
              .with(objective.check(summary.counts(), summary.times()), books, watch.marks());
      tell(invocation, result);
      String folder = invocation.flags().matchedOptionValue(OUT, (String) null);
      if (folder != null) {
        Results.write(Path.of(folder), title(options), recorder.finish(result));
        invocation.err().println("written to " + Path.of(folder, Results.REPORT));
      }
      return exitCode(result);
    }
  }

  /** What the process answers for a result. */
  static int exitCode(RunResult result) {
    if (!result.isValid()) {
      return ExitCode.INVALID_RUN;
    }
    return result.held() ? ExitCode.FINE : ExitCode.OBJECTIVE_MISSED;
  }

  private static void tell(Invocation invocation, RunResult result) {
    invocation
        .out()
        .println(invocation.has(JSON) ? result.toJson().encodePrettily() : result.toString());
  }

  private static String title(LoadOptions options) {
    return "Load on " + options.url() + ": " + options.arrivals().title();
  }

  private static Optional<StatsClient> stats(Invocation invocation, Vertx vertx) {
    String url = invocation.configuration().get(StatsClient.URL);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    var rates = CurrencyRates.parse(invocation.configuration().get(CurrencyRates.SETTING));
    var client = new StatsClient(vertx, URI.create(url), rates);
    Futures.closeAtEnd(invocation.lifetime(), "statistics", CLOSE_PATIENCE, client::close);
    return Optional.of(client);
  }

  private static Watch watch(Invocation invocation, Vertx vertx, LoadOptions options) {
    Configuration given = invocation.configuration();
    Watch watch =
        Watch.start(
            vertx,
            given.get(Watch.BIDDER) ? options.url() : null,
            given.get(Watch.MIGRATION),
            System::currentTimeMillis);
    Futures.closeAtEnd(invocation.lifetime(), "watch", CLOSE_PATIENCE, watch::close);
    return watch;
  }
}
