package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Secrets;
import io.laminar.deploy.servers.EmbeddedServers;
import io.laminar.deploy.servers.EmbeddedServers.Kind;
import io.laminar.deploy.servers.ServersOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Measures each store beside the client that it is built on. */
final class BenchStoresCommand implements Command {

  private static final String STORE = "--store";
  private static final BenchFlags.Count IN_FLIGHT =
      new BenchFlags.Count("--in-flight", 2, 1_024, 64, "callers at once, where there are many");
  private static final BenchFlags.Count ENTRIES =
      new BenchFlags.Count("--entries", 1_000, 1_000_000, 20_000, "entries in each store");
  private static final BenchFlags.Count VALUE_BYTES =
      new BenchFlags.Count("--value-bytes", 1, 65_536, 400, "bytes of each value");
  private static final BenchFlags.Count MILLIS =
      new BenchFlags.Count(
          "--millis", 100, 60_000, 1_000, "milliseconds for one measurement of gets or puts");
  private static final Duration CLEANING_PATIENCE = Duration.ofSeconds(30);

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
        "Starts a Redis and a PostgreSQL (an address that is given is used instead) and measures,"
            + " in turns, on one event loop: the engine's own client without us, as a pooled call,"
            + " with many gets on one connection, and with one get at a time; and our store: one"
            + " get at a time, which has no other to be joined with; gets of many callers, those of"
            + " one tick joined; put-if-newer of many callers; a scan; a copy into the next"
            + " engine.",
        "",
        "Prints the median of a second over all rounds, the lowest and the highest, and the ratio"
            + " of each round to the client in the same round. Servers, clients and stores share"
            + " this machine and talk over loopback: the ratios are meant, not the rates. An engine"
            + " without a raw client here is measured without ratios. What it writes is under names"
            + " that begin with "
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
    List<String> uris = startServers(invocation);
    Vertx vertx = Futures.open(invocation.lifetime());
    var bench = new StoreBench(vertx, options, invocation.err());
    Futures.closeAtEnd(invocation.lifetime(), "stores", CLEANING_PATIENCE, bench::close);
    double loadBefore = Machine.loadAverage();

    bench.open(uris, StoreLimits.from(invocation.configuration()));
    List<StoreRounds> results = bench.run();

    var conditions = new Conditions(Machine.here(), options, loadBefore, Machine.loadAverage());
    BenchFlags.report(invocation, text(conditions, results), json(conditions, results));
    return ExitCode.FINE;
  }

  private record Conditions(
      Machine machine, StoreBench.Options options, double loadBefore, double loadAfter) {}

  private static List<String> startServers(Invocation invocation) {
    Configuration configuration = invocation.configuration();
    Set<Kind> wanted = EnumSet.of(Kind.REDIS, Kind.POSTGRES);
    if (configuration.isGiven(Addresses.REDIS)) {
      wanted.remove(Kind.REDIS);
    }
    if (configuration.isGiven(Addresses.POSTGRES)) {
      wanted.remove(Kind.POSTGRES);
    }
    var servers = EmbeddedServers.start(ServersOptions.anywhere(), wanted);
    invocation.lifetime().closeAtEnd("servers", servers::close);
    List<String> uris = new ArrayList<>();
    uris.add(servers.address(Kind.REDIS).orElseGet(() -> configuration.get(Addresses.REDIS)));
    uris.add(servers.address(Kind.POSTGRES).orElseGet(() -> configuration.get(Addresses.POSTGRES)));
    uris.addAll(invocation.flags().matchedOptionValue(STORE, List.<String>of()));
    uris.forEach(uri -> invocation.err().println("==> " + Secrets.masked(uri)));
    return uris;
  }

  private static String text(Conditions conditions, List<StoreRounds> results) {
    StoreBench.Options options = conditions.options();
    List<String> lines = new ArrayList<>();
    lines.add(conditions.machine().toString());
    lines.add(
        String.format(
            Locale.ROOT,
            "%d rounds of %d ms, %d callers, %,d entries of %d bytes; load average %.1f before,"
                + " %.1f after; over loopback",
            options.rounds(),
            options.time().toMillis(),
            options.inFlight(),
            options.entries(),
            options.valueBytes(),
            conditions.loadBefore(),
            conditions.loadAfter()));
    lines.add("a second: median (lowest..highest); then the ratio to the raw client");
    results.forEach(result -> lines.addAll(result.lines()));
    return String.join(System.lineSeparator(), lines);
  }

  private static JsonObject json(Conditions conditions, List<StoreRounds> results) {
    StoreBench.Options options = conditions.options();
    var engines = new JsonArray();
    results.forEach(result -> engines.add(result.toJson()));
    return new JsonObject()
        .put("machine", conditions.machine().toJson())
        .put("loadAverageBefore", conditions.loadBefore())
        .put("loadAverageAfter", conditions.loadAfter())
        .put("rounds", options.rounds())
        .put("millis", options.time().toMillis())
        .put("inFlight", options.inFlight())
        .put("entries", options.entries())
        .put("valueBytes", options.valueBytes())
        .put("engines", engines);
  }
}
