package io.laminar.deploy.bench;

import io.laminar.bidder.BidderOptions;
import io.laminar.bidder.TradeOptions;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.server.AnswerOptions;
import io.laminar.bidder.server.ServerOptions;
import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Overlay;
import io.laminar.load.LoadOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.server.ApiOptions;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Measures the bidder beside a bare Vert.x server. */
final class BenchBidderCommand implements Command {

  private static final String GENERATOR = "--generator";
  private static final BenchFlags.Count SECONDS =
      new BenchFlags.Count("--seconds", 1, 600, 5, "seconds for one measurement");
  private static final BenchFlags.Count WARM_UP =
      new BenchFlags.Count("--warm-up", 1, 600, 15, "seconds of load on each, before the first");
  private static final BenchFlags.Count CONNECTIONS =
      new BenchFlags.Count("--connections", 2, 10_000, 64, "connections that are kept busy");
  private static final BenchFlags.Count PROFILES =
      new BenchFlags.Count("--profiles", 1_000, 5_000_000, 100_000, "profiles in Redis");

  private static final BenchFlags.Count KEPT =
      new BenchFlags.Count(
          "--kept",
          1_000,
          10_000_000,
          1_000_000,
          "profiles in the process to measure their memory");
  private static final BenchFlags.Count CAMPAIGNS =
      new BenchFlags.Count("--campaigns", 1, 100_000, 1_000, "generated campaigns");

  /** Nobody is given up on: what is measured is the work, not the refusal of work. */
  private static final Map<Setting<?>, String> DEFAULTS =
      Map.of(
          LookupOptions.DEADLINE, "1s",
          LoadOptions.TMAX, "2s",
          LoadOptions.TIMEOUT, "5s");

  private static final int BODIES_PER_SAMPLE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Setting<?>> declared;
  private final List<Configuration.Rule> rules;

  BenchBidderCommand(List<Setting<?>> declared, List<Configuration.Rule> rules) {
    this.declared = List.copyOf(declared);
    this.rules = List.copyOf(rules);
  }

  @Override
  public String name() {
    return "bidder";
  }

  @Override
  public String summary() {
    return "Measures the bidder beside a bare Vert.x server";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Measures in turns, with the same bodies (the real samples, mixed, each with many users)"
            + " and the same load: (a) a bare Vert.x server in this process that reads each body"
            + " and answers as many constant bytes as the bidder does on average; (b) the bidder in"
            + " this process, with generated campaigns that do not run out of money: every profile"
            + " read goes to Redis, statistics go through Kafka into PostgreSQL, and the canary is"
            + " on; (c) the same with the profiles that were read before kept in the process. All"
            + " have as many event loops. Then (b) and (c), each at half of its highest rate, by"
            + " our own generator; and the memory of the process with cached profiles.",
        "",
        "The load is wrk if it is on the PATH, else our own generator; either keeps all connections"
            + " busy, so latencies are those of a server at its limit. Load, servers and stores"
            + " share this machine and talk over loopback: the ratio is meant, not the rates."
            + " Starts a Redis, a PostgreSQL and a Kafka; an address that is given is used instead,"
            + " and gets profiles written to it.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(Addresses.SETTINGS, BidderOptions.SETTINGS, MigrationOptions.SETTINGS)
        .<Setting<?>>flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        BenchFlags.ROUNDS.option(),
        SECONDS.option(),
        WARM_UP.option(),
        CONNECTIONS.option(),
        PROFILES.option(),
        CAMPAIGNS.option(),
        KEPT.option(),
        OptionSpec.builder(GENERATOR)
            .type(boolean.class)
            .description("uses our own generator even if there is wrk")
            .build(),
        BenchFlags.json(),
        BenchFlags.out());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var options =
        new BidderBench.Options(
            BenchFlags.ROUNDS.of(invocation),
            Duration.ofSeconds(SECONDS.of(invocation)),
            Duration.ofSeconds(WARM_UP.of(invocation)),
            PROFILES.of(invocation),
            KEPT.of(invocation));
    Map<Setting<?>, String> decided = startServers(invocation, options);
    Configuration configuration = over(invocation, decided);
    decided.put(LookupOptions.CACHE_MEGABYTES, Integer.toString(megabytes(options.profiles())));
    decided.put(LookupOptions.CACHE_LIFE, "1h");
    decided.put(SpillOptions.FOLDER, decided.get(SpillOptions.FOLDER) + "-cached");
    List<Buffer> bodies =
        SampleBodies.of(BODIES_PER_SAMPLE, options.profiles(), configuration.get(LoadOptions.TMAX));
    Vertx vertx = Futures.open(invocation.lifetime());
    var bench =
        new BidderBench(vertx, configuration, over(invocation, decided), options, invocation.err());
    Futures.closeAtEnd(invocation.lifetime(), "services", PATIENCE, bench::close);

    bench.start(bodies.subList(0, bodies.size() / BODIES_PER_SAMPLE));
    BidderRounds result =
        bench.run(
            load(invocation, vertx, configuration, bodies),
            new OwnLoad(vertx, LoadOptions.from(configuration)));

    BenchFlags.report(invocation, result.text(), result.toJson());
    return result.isSound() ? ExitCode.FINE : ExitCode.FAILED;
  }

  /** Room for all of them; see {@link CacheRoom} for what one takes. */
  private static int megabytes(int profiles) {
    return 1 + (int) ((long) profiles * CacheRoom.MOST_KEPT_BYTES >> 20);
  }

  private Configuration over(Invocation invocation, Map<Setting<?>, String> decided) {
    return Overlay.over(invocation.configuration(), declared, rules, DEFAULTS, decided);
  }

  private static Map<Setting<?>, String> startServers(
      Invocation invocation, BidderBench.Options options) {
    Configuration given = invocation.configuration();
    Map<Setting<?>, String> decided = BenchServices.start(invocation, given::isGiven);
    decided.put(ServerOptions.HOST, "127.0.0.1");
    decided.put(ServerOptions.PORT, "0");
    decided.put(MigrationOptions.ADMIN_PORT, "0");
    decided.put(ApiOptions.PORT, "0");
    decided.put(AnswerOptions.SHED_LAG, "1h"); // turning requests away is fast, and no bidding
    decided.put(LookupOptions.CACHE_MEGABYTES, "0");
    decided.put(TradeOptions.CAMPAIGNS, "generated:" + CAMPAIGNS.of(invocation));
    decided.put(LoadOptions.USERS, Integer.toString(options.profiles()));
    decided.put(LoadOptions.CONNECTIONS, Integer.toString(CONNECTIONS.of(invocation)));
    decided.put(LoadOptions.LOOPS, Integer.toString(Wrk.threads()));
    decided.put(LoadOptions.MAX_IN_FLIGHT, "20000");
    return decided;
  }

  private static Load load(
      Invocation invocation, Vertx vertx, Configuration configuration, List<Buffer> bodies)
      throws IOException {
    Optional<Wrk> wrk =
        invocation.has(GENERATOR)
            ? Optional.empty()
            : Wrk.find(invocation.lifetime(), bodies, CONNECTIONS.of(invocation));
    return wrk.isPresent() ? wrk.get() : new OwnLoad(vertx, LoadOptions.from(configuration));
  }
}
