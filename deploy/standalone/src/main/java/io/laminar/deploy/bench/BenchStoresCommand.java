package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Secrets;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Measures each store beside the client that it is built on. */
final class BenchStoresCommand implements Command {

  private static final String STORE = "--store";
  private static final String ENGINE = "--engine";
  private static final BenchFlags.Count IN_FLIGHT =
      new BenchFlags.Count("--in-flight", 2, 1_024, 64, "callers at once, where there are many");
  private static final BenchFlags.Count ENTRIES =
      new BenchFlags.Count("--entries", 1_000, 1_000_000, 20_000, "entries in each store");
  private static final BenchFlags.Count VALUE_BYTES =
      new BenchFlags.Count("--value-bytes", 1, 65_536, 400, "bytes of each value");
  private static final BenchFlags.Count MILLIS =
      new BenchFlags.Count(
          "--millis", 100, 60_000, 4_000, "milliseconds of a round for one kind of get or put");
  private static final Duration CLEANING_PATIENCE = Duration.ofSeconds(60);

  /** Where a server of somebody else's is, by engine. */
  private static final Map<BenchEngine, Setting<String>> ADDRESSES =
      Map.of(BenchEngine.REDIS, Addresses.REDIS, BenchEngine.POSTGRES, Addresses.POSTGRES);

  @Override
  public String name() {
    return "stores";
  }

  @Override
  public String summary() {
    return "Measures each store beside the client that it is built on";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Starts a server of each engine that can be had here (a Redis or PostgreSQL whose address"
            + " is given is used instead) and measures, in turns, on one event loop: the engine's"
            + " own client without us, as a pooled call, with many gets on one connection, and with"
            + " one get at a time; and our store: one get at a time, which has no other to be"
            + " joined with; gets of many callers, those of one tick joined; put-if-newer of many"
            + " callers; a scan; a copy into an empty store of the same engine.",
        "",
        "DynamoDB is DynamoDB Local, Redshift a PostgreSQL in its place, Couchbase its mock, which"
            + " can neither scan nor be copied: their numbers say what our adapter adds to the"
            + " client, nothing of the real servers. What cannot be had or measured is named, and"
            + " the rest goes on.",
        "",
        "Prints the median of a second over all rounds, the lowest and the highest, the ratio of"
            + " each round to the client in the same round, and whether the goals are met. Servers,"
            + " clients and stores share this machine and talk over loopback: the ratios are meant,"
            + " not the rates. What it writes is under names that begin with "
            + StoreUnderTest.NAMESPACE
            + " and is removed at the end; empty tables stay.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(List.<Setting<?>>of(Addresses.REDIS, Addresses.POSTGRES), StoreLimits.SETTINGS)
        .<Setting<?>>flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        BenchFlags.ROUNDS.option(),
        MILLIS.option(),
        IN_FLIGHT.option(),
        ENTRIES.option(),
        VALUE_BYTES.option(),
        OptionSpec.builder(ENGINE)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("NAME")
            .description("only this engine, one of " + labels() + "; may be given again")
            .build(),
        OptionSpec.builder(STORE)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("URI")
            .description("one more store, such as memcached://127.0.0.1:11211; may be given again")
            .build(),
        BenchFlags.json(),
        BenchFlags.out());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var options =
        new StoreBench.Options(
            BenchFlags.ROUNDS.of(invocation),
            IN_FLIGHT.of(invocation),
            ENTRIES.of(invocation),
            VALUE_BYTES.of(invocation),
            Duration.ofMillis(MILLIS.of(invocation)));
    Set<BenchEngine> engines = enginesOf(invocation);
    List<String> notHad = new ArrayList<>();
    List<StorePlace> places = startServers(invocation, engines, notHad);
    Vertx vertx = Futures.open(invocation.lifetime());
    var bench = new StoreBench(vertx, options, invocation.err());
    Futures.closeAtEnd(invocation.lifetime(), "stores", CLEANING_PATIENCE, bench::close);
    double loadBefore = Machine.loadAverage();

    StoreLimits limits = PatientLimits.from(invocation.configuration());
    for (StorePlace place : places) {
      tryTo("not measured", place.title(), notHad, () -> bench.open(place, limits));
    }
    List<StoreRounds> results = bench.run();

    var conditions = Conditions.since(loadBefore);
    BenchFlags.report(
        invocation,
        text(conditions, options, results, notHad),
        json(conditions, options, results, notHad));
    return results.isEmpty() ? ExitCode.FAILED : ExitCode.FINE;
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void tryTo(String failing, String what, List<String> problems, Attempt attempt)
      throws InterruptedException {
    try {
      attempt.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      problems.add(what + ": " + failing + ": " + e.getMessage());
    }
  }

  private static String labels() {
    return Arrays.stream(BenchEngine.values())
        .map(BenchEngine::label)
        .collect(Collectors.joining(", "));
  }

  private static Set<BenchEngine> enginesOf(Invocation invocation) {
    List<String> given = invocation.flags().matchedOptionValue(ENGINE, List.<String>of());
    Set<BenchEngine> engines = EnumSet.noneOf(BenchEngine.class);
    for (String label : given) {
      engines.add(
          BenchEngine.named(label)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          List.of(
                              ENGINE
                                  + " must be one of "
                                  + labels()
                                  + ", was \""
                                  + label
                                  + "\""))));
    }
    return engines.isEmpty() ? EnumSet.allOf(BenchEngine.class) : engines;
  }

  private static List<StorePlace> startServers(
      Invocation invocation, Set<BenchEngine> engines, List<String> notHad)
      throws InterruptedException {
    Configuration configuration = invocation.configuration();
    var servers = new BenchServers();
    invocation.lifetime().closeAtEnd("servers", servers::close);
    List<StorePlace> places = new ArrayList<>();
    for (BenchEngine engine : engines) {
      Optional<Setting<String>> address =
          Optional.ofNullable(ADDRESSES.get(engine)).filter(configuration::isGiven);
      tryTo(
          "cannot be had",
          engine.title(),
          notHad,
          () ->
              places.add(
                  address
                      .map(given -> StorePlace.given(configuration.get(given)))
                      .orElseGet(() -> servers.start(engine))));
    }
    for (String uri : invocation.flags().matchedOptionValue(STORE, List.<String>of())) {
      tryTo("cannot be used", Secrets.masked(uri), notHad, () -> places.add(StorePlace.given(uri)));
    }
    places.forEach(
        place ->
            invocation.err().println("==> " + place.title() + " " + Secrets.masked(place.uri())));
    notHad.forEach(problem -> invocation.err().println("==> " + problem));
    return places;
  }

  private static String text(
      Conditions conditions,
      StoreBench.Options options,
      List<StoreRounds> results,
      List<String> notHad) {
    List<String> lines = new ArrayList<>();
    lines.add(conditions.machine().toString());
    lines.add(
        String.format(
            Locale.ROOT,
            "%d rounds, %d ms each for gets and puts in %d alternating turns, %d callers, up to %,d"
                + " entries of %d bytes; %s; over loopback",
            options.rounds(),
            options.time().toMillis(),
            StoreBench.TURNS,
            options.inFlight(),
            options.entries(),
            options.valueBytes(),
            conditions.load()));
    lines.add("a second: median (lowest..highest); then the ratio to the raw client");
    results.forEach(result -> lines.addAll(result.lines()));
    lines.addAll(notHad);
    return String.join(System.lineSeparator(), lines);
  }

  private static JsonObject json(
      Conditions conditions,
      StoreBench.Options options,
      List<StoreRounds> results,
      List<String> notHad) {
    var engines = new JsonArray();
    results.forEach(result -> engines.add(result.toJson()));
    return conditions
        .toJson()
        .put("rounds", options.rounds())
        .put("millis", options.time().toMillis())
        .put("inFlight", options.inFlight())
        .put("entries", options.entries())
        .put("valueBytes", options.valueBytes())
        .put("notHad", new JsonArray(notHad))
        .put("engines", engines);
  }
}
