package io.laminar.deploy.bench;

import io.laminar.deploy.command.Futures;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures our generator beside {@code wrk} on the same server, in turns, every second round in the
 * opposite order; and at a fixed rate on a server that stalls. The server is a process of its own,
 * so the processor time of each load tool is its own alone. Runs on the main thread, which waits.
 */
final class LoadBench {

  /**
   * How to measure.
   *
   * @param time of one measurement
   * @param warmUp of our generator, for the compiler
   * @param stallRate requests a second while the server stalls
   * @param stall how long it does
   */
  record Options(int rounds, Duration time, Duration warmUp, int stallRate, Duration stall) {}

  private static final Duration NO_RAMP = Duration.ZERO;

  private final Vertx vertx;
  private final ServerProcess server;
  private final LoadOptions base;
  private final Options options;
  private final PrintWriter progress;

  /**
   * @param base everything but address, rate and duration
   */
  LoadBench(
      Vertx vertx, ServerProcess server, LoadOptions base, Options options, PrintWriter progress) {
    this.vertx = vertx;
    this.server = server;
    this.base = base.to(URI.create(server.url()));
    this.options = options;
    this.progress = progress;
  }

  /**
   * Measures everything.
   *
   * @param wrk to be measured beside us, if there is one
   */
  LoadRounds run(Optional<Wrk> wrk, List<String> conditions) throws Exception {
    var own = new OwnLoad(vertx, base);
    progress.println("warms up");
    own.run(server.url(), options.warmUp());
    List<LoadRounds.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      progress.println("measures, round " + round + " of " + options.rounds());
      boolean ownFirst = round % 2 == 0;
      LoadRounds.Side before = ownFirst ? own(own) : null;
      Optional<LoadRounds.Side> other =
          wrk.isEmpty() ? Optional.empty() : Optional.of(wrk(wrk.get()));
      rounds.add(new LoadRounds.Round(ownFirst ? before : own(own), other, Machine.loadAverage()));
    }
    progress.println("stalls the server");
    return new LoadRounds(Machine.here(), conditions, rounds, stall(wrk));
  }

  private LoadRounds.Side own(OwnLoad own) throws Exception {
    long before = Machine.processNanos();
    LoadReport report = own.run(server.url(), options.time());
    return new LoadRounds.Side(report, Machine.processNanos() - before);
  }

  private LoadRounds.Side wrk(Wrk wrk) throws IOException, InterruptedException {
    long before = Machine.endedChildrenNanos();
    LoadReport report = wrk.run(server.url(), options.time());
    return new LoadRounds.Side(report, Machine.endedChildrenNanos() - before);
  }

  /** Each is asked for the whole time, and the server stalls in the middle of it. */
  private LoadRounds.Stalled stall(Optional<Wrk> wrk) throws Exception {
    LoadRun run =
        LoadRun.start(
            vertx, base.at(options.stallRate(), NO_RAMP, options.time()).unchecked(), second -> {});
    stallInTheMiddle();
    LoadSummary summary = Futures.awaitOrEnd(run.result(), run::stop);
    Optional<LoadReport> other = Optional.empty();
    if (wrk.isPresent()) {
      stallInTheMiddle();
      other = Optional.of(wrk.get().run(server.url(), options.time()));
    }
    return new LoadRounds.Stalled(
        options.stallRate(), options.time(), options.stall(), summary, other);
  }

  private void stallInTheMiddle() {
    vertx
        .timer(options.time().dividedBy(2).toMillis())
        .compose(
            half ->
                vertx.executeBlocking(
                    () -> {
                      server.stall(options.stall());
                      return null;
                    }))
        .onFailure(failure -> progress.println("the server could not be stalled: " + failure));
  }
}
