package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.ladder.LadderOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Measures the copier beside a copy by the clients alone. */
final class BenchCopyCommand implements Command {

  private static final String PAIR = "--pair";
  private static final BenchFlags.Count ENTRIES =
      new BenchFlags.Count("--entries", 100, 2_000_000, 400_000, "entries to copy");
  private static final BenchFlags.Count VALUE_BYTES =
      new BenchFlags.Count("--value-bytes", 1, 65_536, 400, "bytes of each value");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public String summary() {
    return "Measures the copier beside a copy by the clients alone";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Starts servers on free ports, two where a Redis is copied to a Redis, and copies the same"
            + " entries in turns, on one event loop: with the engines' own clients without us"
            + " (Redis: SCAN and MGET, SETs back to back; PostgreSQL: pages by primary key, many"
            + " rows an INSERT into a table of key and value alone), four pages under way at once;"
            + " and with our copier, as a migration runs it: put if newer, with versions, expiry"
            + " and a checkpoint after each page. The target is empty before each copy, and what"
            + " was copied is counted.",
        "",
        "Prints the median of entries a second over all rounds, the lowest and the highest, the"
            + " ratio of each round to the raw copy of the same round, and whether the goals are"
            + " met. Servers, clients and copier share this machine and talk over loopback: the"
            + " ratios are meant, not the rates.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(
            StoreLimits.SETTINGS.stream(), Stream.of(LadderOptions.PAGE_SIZE, LadderOptions.RANGES))
        .<Setting<?>>map(setting -> setting)
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        BenchFlags.ROUNDS.option(),
        ENTRIES.option(),
        VALUE_BYTES.option(),
        OptionSpec.builder(PAIR)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("FROM-TO")
            .description(
                "only this pair, one of "
                    + labels(CopyPair.all())
                    + "; may be given again (default: "
                    + labels(CopyPair.USUAL)
                    + ")")
            .build(),
        BenchFlags.json(),
        BenchFlags.out());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    List<CopyPair> pairs = pairsOf(invocation);
    var options =
        new CopyBench.Options(
            BenchFlags.ROUNDS.of(invocation),
            ENTRIES.of(invocation),
            VALUE_BYTES.of(invocation),
            invocation.configuration().get(LadderOptions.PAGE_SIZE),
            invocation.configuration().get(LadderOptions.RANGES));
    var servers = new BenchServers();
    invocation.lifetime().closeAtEnd("servers", servers::close);
    Vertx vertx = Futures.open(invocation.lifetime());
    var bench =
        new CopyBench(
            vertx,
            servers,
            PatientLimits.from(invocation.configuration()),
            options,
            invocation.err());
    Futures.closeAtEnd(invocation.lifetime(), "stores", PATIENCE, bench::close);
    double loadBefore = Machine.loadAverage();

    for (CopyPair pair : pairs) {
      bench.open(pair);
    }
    List<CopyRounds> results = bench.run(pairs);

    var conditions = Conditions.since(loadBefore);
    BenchFlags.report(
        invocation, text(conditions, options, results), json(conditions, options, results));
    return ExitCode.FINE;
  }

  private static String labels(List<CopyPair> pairs) {
    return pairs.stream().map(CopyPair::label).collect(Collectors.joining(", "));
  }

  private static List<CopyPair> pairsOf(Invocation invocation) {
    List<String> given = invocation.flags().matchedOptionValue(PAIR, List.<String>of());
    List<String> problems = new ArrayList<>();
    List<CopyPair> pairs = new ArrayList<>();
    for (String label : given) {
      CopyPair.named(label)
          .ifPresentOrElse(
              pairs::add,
              () ->
                  problems.add(
                      PAIR
                          + " must be one of "
                          + labels(CopyPair.all())
                          + ", was \""
                          + label
                          + "\""));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return pairs.isEmpty() ? CopyPair.USUAL : pairs.stream().distinct().toList();
  }

  private static String text(
      Conditions conditions, CopyBench.Options options, List<CopyRounds> results) {
    List<String> lines = new ArrayList<>();
    lines.add(conditions.machine().toString());
    lines.add(
        String.format(
            Locale.ROOT,
            "%d rounds, %,d entries of %d bytes, pages of %d, %d ranges; %s; over loopback",
            options.rounds(),
            options.entries(),
            options.valueBytes(),
            options.pageSize(),
            options.ranges(),
            conditions.load()));
    lines.add("entries a second: median (lowest..highest); then the ratio to the raw clients");
    results.forEach(result -> lines.addAll(result.lines()));
    return String.join(System.lineSeparator(), lines);
  }

  private static JsonObject json(
      Conditions conditions, CopyBench.Options options, List<CopyRounds> results) {
    return conditions
        .toJson()
        .put("rounds", options.rounds())
        .put("entries", options.entries())
        .put("valueBytes", options.valueBytes())
        .put("pageSize", options.pageSize())
        .put("ranges", options.ranges())
        .put("pairs", new JsonArray(results.stream().map(CopyRounds::toJson).toList()));
  }
}
