package io.laminar.deploy.load;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.Fault;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.load.objective.Objective;
import io.laminar.load.result.Check;
import io.laminar.load.search.RateSearch;
import io.laminar.load.search.SearchOptions;
import io.laminar.load.search.Trial;
import io.laminar.load.search.Trial.Verdict;
import io.laminar.load.tally.Millis;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Searches the highest rate that holds an objective. */
final class FindMaxCommand implements Command {

  private static final String DEFAULT_OBJECTIVE = "p99<=20ms,errors<=0.1%";

  @Override
  public String name() {
    return "find-max";
  }

  @Override
  public String summary() {
    return "Searches the highest rate that holds an objective";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Doubles the rate until load.objective (without one: "
            + DEFAULT_OBJECTIVE.replace("%", "%%")
            + ") is missed, narrows between the highest that held and the lowest that did not, with"
            + " pauses for queues to drain, and tries the winner over a longer time. A trial that"
            + " is missed since the server did not take the load counts as missed; one in which the"
            + " generator was behind is repeated.",
        "",
        "Ends with 3 if no rate held, and with 4 if that was the generator's fault.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(
            SearchOptions.SETTINGS, List.<Setting<?>>of(Objective.SETTING), LoadOptions.SETTINGS)
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(LoadCommand.JSON)
            .type(boolean.class)
            .description("the result as JSON")
            .build());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration given = invocation.configuration();
    String bounds = given.get(Objective.SETTING);
    String wanted = bounds.isEmpty() ? DEFAULT_OBJECTIVE : bounds;
    Vertx vertx = Futures.open(invocation.lifetime());
    var trials = new Trials(vertx, LoadOptions.from(given), Objective.parse(wanted));
    RateSearch.Plan plan = SearchOptions.from(given);

    invocation.err().println("warms up at " + Math.round(plan.start()) + "/s");
    trials.probe(plan.start(), plan.probe());
    RateSearch.Found found =
        new RateSearch(
                plan,
                trials,
                time -> Thread.sleep(time.toMillis()),
                trial -> invocation.err().println(trial))
            .run();

    invocation
        .out()
        .println(
            invocation.has(LoadCommand.JSON)
                ? json(wanted, found).encodePrettily()
                : text(wanted, found));
    return exitCode(found);
  }

  static int exitCode(RateSearch.Found found) {
    if (found.any()) {
      return ExitCode.FINE;
    }
    return found.generatorWasLimit() ? ExitCode.INVALID_RUN : ExitCode.OBJECTIVE_MISSED;
  }

  static String text(String wanted, RateSearch.Found found) {
    String trials =
        found.trials().stream()
            .map(trial -> "  " + trial)
            .collect(Collectors.joining(System.lineSeparator()));
    String answer =
        found.any()
            ? String.format(
                Locale.ROOT, "%,.0f requests/s hold %s", Math.floor(found.rate()), wanted)
            : "no rate that was tried holds " + wanted;
    String limit =
        found.reachedLimit()
            ? "; no higher rate was allowed (" + SearchOptions.LIMIT + ")"
            : found.generatorWasLimit()
                ? "; above, the generator itself was too slow, so the server may do more"
                : "";
    return trials + System.lineSeparator() + answer + limit;
  }

  private static JsonObject json(String wanted, RateSearch.Found found) {
    var trials = new JsonArray();
    for (Trial trial : found.trials()) {
      trials.add(
          new JsonObject()
              .put("rate", trial.rate())
              .put("seconds", trial.duration().toMillis() / 1e3)
              .put("verdict", trial.verdict().name().toLowerCase(Locale.ROOT))
              .put("seen", trial.seen()));
    }
    return new JsonObject()
        .put("objective", wanted)
        .put("rate", found.rate())
        .put("reachedLimit", found.reachedLimit())
        .put("generatorWasLimit", found.generatorWasLimit())
        .put("trials", trials);
  }

  /** Each trial is a run of its own, with new connections. */
  private record Trials(Vertx vertx, LoadOptions base, Objective objective)
      implements RateSearch.Prober {

    /**
     * Of a trial, the part in which the rate grows: a burst on new connections is no steady load.
     */
    private static final int RAMP_PART = 10;

    @Override
    public Trial probe(double rate, Duration duration) throws Exception {
      LoadOptions options = base.at(rate, duration.dividedBy(RAMP_PART), duration);
      LoadRun run = LoadRun.start(vertx, options, second -> {});
      LoadSummary summary;
      try {
        summary = Futures.await(run.result());
      } catch (InterruptedException e) {
        run.stop();
        Futures.await(run.result());
        throw e;
      }
      return new Trial(rate, duration, verdict(summary), seen(summary));
    }

    private Verdict verdict(LoadSummary summary) {
      if (summary.faults().stream().anyMatch(Fault::ofGenerator)) {
        return Verdict.GENERATOR_BEHIND;
      }
      boolean held = summary.isValid() && objective.holds(summary.counts(), summary.times());
      return held ? Verdict.HELD : Verdict.MISSED;
    }

    private String seen(LoadSummary summary) {
      String missed =
          objective.check(summary.counts(), summary.times()).stream()
              .filter(check -> !check.held())
              .map(Check::toString)
              .collect(Collectors.joining("; "));
      return String.format(
          Locale.ROOT,
          "answered %,.0f/s, p99 %s ms, errors %,d, generator behind %s ms  %s",
          summary.achievedRate(),
          Millis.text(summary.response().p99Micros()),
          summary.counts().errors(),
          Millis.text(summary.lag().p99Micros()),
          missed);
    }
  }
}
