package io.laminar.deploy.bench;

import io.laminar.deploy.command.CommandException;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the copier beside a copy by the clients alone, in turns.
 *
 * <p>Each round copies each pair both ways, every second round in the opposite order; the first
 * round warms up and is not counted. All of it runs on one event loop, as a migration's copy does.
 * The target is empty before each copy, and its entries are counted after it. Runs on the main
 * thread, which waits.
 */
final class CopyBench {

  /**
   * How to measure.
   *
   * @param entries to copy
   * @param valueBytes of each
   * @param pageSize entries that are read and written at once, by both
   * @param ranges that our copier copies side by side, where the source can be split
   */
  record Options(int rounds, int entries, int valueBytes, int pageSize, int ranges) {}

  /** For one copy, or to fill a source; what takes longer is not worth waiting for. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HybridClock clock = HybridClock.system();
  private final Vertx vertx;
  private final BenchServers servers;
  private final StoreLimits limits;
  private final Options options;
  private final PrintWriter progress;
  private final BenchLoop loop;
  private final Map<BenchEngine, CopySource> sourceByEngine = new EnumMap<>(BenchEngine.class);
  private final Map<BenchEngine, CopyTarget> targetByEngine = new EnumMap<>(BenchEngine.class);

  CopyBench(
      Vertx vertx,
      BenchServers servers,
      StoreLimits limits,
      Options options,
      PrintWriter progress) {
    this.vertx = vertx;
    this.servers = servers;
    this.limits = limits;
    this.options = options;
    this.progress = progress;
    this.loop = new BenchLoop(vertx, PATIENCE);
  }

  /** Starts the servers of both ends, as far as they do not run yet, and fills the source. */
  void open(CopyPair pair) throws Exception {
    if (!sourceByEngine.containsKey(pair.from())) {
      String uri = servers.start(pair.from()).uri();
      progress.println("fills " + pair.from().title());
      CopySource source = loop.await(() -> CopySource.open(vertx, uri, limits));
      sourceByEngine.put(pair.from(), source);
      loop.await(() -> source.seed(clock, options));
    }
    if (!targetByEngine.containsKey(pair.to())) {
      String uri = servers.start(pair.to()).uri();
      targetByEngine.put(pair.to(), loop.await(() -> CopyTarget.open(vertx, uri, limits)));
    }
  }

  List<CopyRounds> run(List<CopyPair> pairs) throws Exception {
    List<CopyRounds> results = pairs.stream().map(CopyRounds::new).toList();
    for (int round = 0; round <= options.rounds(); round++) {
      progress.println(
          round == 0 ? "warms up" : "measures, round " + round + " of " + options.rounds());
      for (CopyRounds result : results) {
        runRound(result, round);
      }
    }
    return results;
  }

  /** Closes all connections; the servers keep nothing. */
  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    sourceByEngine.values().forEach(source -> closing.add(loop.begin(source::close)));
    targetByEngine.values().forEach(target -> closing.add(loop.begin(target::close)));
    return Future.join(closing).mapEmpty();
  }

  private void runRound(CopyRounds result, int round) throws Exception {
    CopySource source = sourceByEngine.get(result.pair().from());
    CopyTarget target = targetByEngine.get(result.pair().to());
    boolean rawFirst = round % 2 == 0;
    double first = rawFirst ? raw(source, target) : ours(source, target);
    double second = rawFirst ? ours(source, target) : raw(source, target);
    if (round > 0) {
      result.raw().add(rawFirst ? first : second);
      result.ours().add(rawFirst ? second : first);
    }
  }

  private double raw(CopySource source, CopyTarget target) throws Exception {
    loop.await(target::empty);
    long begun = System.nanoTime();
    loop.await(() -> RawCopy.run(source.raw(), target.raw(), options.pageSize()));
    double seconds = secondsSince(begun);
    return rate(loop.await(target.raw()::count), seconds);
  }

  private double ours(CopySource source, CopyTarget target) throws Exception {
    loop.await(target::empty);
    long begun = System.nanoTime();
    long copied = loop.await(() -> target.copyFrom(vertx, source, clock, options));
    return rate(copied, secondsSince(begun));
  }

  /**
   * @throws CommandException if not everything was copied: then its speed is nobody's business
   */
  private double rate(long copied, double seconds) {
    if (copied != options.entries()) {
      throw new CommandException(
          "of " + options.entries() + " entries, " + copied + " were copied");
    }
    return copied / seconds;
  }

  private static double secondsSince(long begunNanos) {
    return (System.nanoTime() - begunNanos) / 1e9;
  }
}
