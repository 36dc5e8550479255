package io.laminar.deploy.bench;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Overlay;
import io.laminar.load.LoadOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** Measures the load generator beside wrk. */
final class BenchLoadCommand implements Command {

  private static final BenchFlags.Count SECONDS =
      new BenchFlags.Count("--seconds", 3, 600, 5, "seconds for one measurement");
  private static final BenchFlags.Count WARM_UP =
      new BenchFlags.Count("--warm-up", 1, 600, 10, "seconds of load before the first");
  private static final BenchFlags.Count CONNECTIONS =
      new BenchFlags.Count("--connections", 2, 10_000, 64, "connections that are kept busy");
  private static final BenchFlags.Count STALL_RATE =
      new BenchFlags.Count(
          "--stall-rate", 100, 1_000_000, 2_000, "requests a second on the server that stalls");

  /** Nobody is given up on, or a stall would cost connections. */
  private static final Map<Setting<?>, String> DEFAULTS =
      Map.of(LoadOptions.TMAX, "5s", LoadOptions.TIMEOUT, "10s");

  private static final int BODIES_PER_SAMPLE = 4;
  private static final int ANSWER_BYTES = 400;
  private static final Duration STALL = Duration.ofSeconds(1);
  private static final String IN_FLIGHT = "100000";

  private final List<Setting<?>> declared;
  private final List<Configuration.Rule> rules;

  BenchLoadCommand(List<Setting<?>> declared, List<Configuration.Rule> rules) {
    this.declared = List.copyOf(declared);
    this.rules = List.copyOf(rules);
  }

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "Measures the load generator beside wrk";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Starts a server that always answers the same "
            + ANSWER_BYTES
            + " bytes, in a process of its own, and loads it in turns with wrk, if it is on the"
            + " PATH, and with our generator in its closed model: the same number of connections,"
            + " all of them busy, bodies from the same samples. The requests for each second of a"
            + " processor that the tool itself used are compared, since rates depend on what the"
            + " server leaves of the machine.",
        "",
        "Then asks for a fixed rate while the server stalls for a second on purpose. Every request"
            + " that was due meanwhile waited, and the 99.9th percentile has to show it. Ends with"
            + " 1 if it does not, or if a request got no answer.",
        "");
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        BenchFlags.ROUNDS.option(),
        SECONDS.option(),
        WARM_UP.option(),
        CONNECTIONS.option(),
        STALL_RATE.option(),
        BenchFlags.json(),
        BenchFlags.out());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var options =
        new LoadBench.Options(
            BenchFlags.ROUNDS.of(invocation),
            Duration.ofSeconds(SECONDS.of(invocation)),
            Duration.ofSeconds(WARM_UP.of(invocation)),
            STALL_RATE.of(invocation),
            STALL);
    int connections = CONNECTIONS.of(invocation);
    int threads = Wrk.threads();
    LoadOptions base = base(invocation, connections, threads);
    ServerProcess server = ServerProcess.start(threads, ANSWER_BYTES);
    invocation.lifetime().closeAtEnd("constant server", server::close);
    Optional<Wrk> wrk = wrk(invocation, base, connections);
    Vertx vertx = Futures.open(invocation.lifetime());
    LoadRounds rounds =
        new LoadBench(vertx, server, base, options, invocation.err())
            .run(wrk, conditions(options, connections, threads));
    BenchFlags.report(invocation, rounds.text(), rounds.toJson());
    return rounds.isSound() ? ExitCode.FINE : ExitCode.FAILED;
  }

  private LoadOptions base(Invocation invocation, int connections, int threads) {
    Map<Setting<?>, String> decided = new LinkedHashMap<>();
    decided.put(LoadOptions.CONNECTIONS, Integer.toString(connections));
    decided.put(LoadOptions.LOOPS, Integer.toString(threads));
    decided.put(LoadOptions.MAX_IN_FLIGHT, IN_FLIGHT);
    return LoadOptions.from(
        Overlay.over(invocation.configuration(), declared, rules, DEFAULTS, decided));
  }

  private static Optional<Wrk> wrk(Invocation invocation, LoadOptions base, int connections)
      throws IOException {
    List<Buffer> bodies =
        SampleBodies.of(BODIES_PER_SAMPLE, base.mix().users(), base.limits().tmax());
    return Wrk.find(invocation.lifetime(), bodies, connections);
  }

  private static List<String> conditions(LoadBench.Options options, int connections, int threads) {
    return List.of(
        connections + " connections, " + threads + " threads or event loops each; over loopback",
        "each round "
            + options.time().toSeconds()
            + " s, after "
            + options.warmUp().toSeconds()
            + " s",
        "processor time of the load tool alone; our compiler and garbage collector included");
  }
}
