package io.laminar.deploy.bench;

import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures stores beside the clients that they are built on, in turns.
 *
 * <p>A round gives each measure its time. Gets and puts share theirs out in {@value #TURNS} short
 * turns, every second one in the opposite order, so that what is compared is never more than a
 * moment apart: a processor that is taken away for a second is taken from both. Scans and copies
 * follow, once. The first round warms up and is not counted. All of it runs on one event loop, as a
 * look-up of the bidder does. Runs on the main thread, which waits.
 */
final class StoreBench {

  /**
   * How to measure.
   *
   * @param inFlight callers, where there are many
   * @param entries in each store; fewer where the engine is slow
   * @param valueBytes of each entry
   * @param time for one measurement of gets or puts
   */
  record Options(int rounds, int inFlight, int entries, int valueBytes, Duration time) {}

  /** In which the gets and puts of a round take theirs. */
  static final int TURNS = 20;

  /** For one measurement, or to fill one store; what takes longer is not worth waiting for. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HybridClock clock = HybridClock.system();
  private final Options options;
  private final BenchLoop loop;
  private final Vertx vertx;
  private final PrintWriter progress;
  private final List<StoreUnderTest> stores = new ArrayList<>();

  StoreBench(Vertx vertx, Options options, PrintWriter progress) {
    this.vertx = vertx;
    this.loop = new BenchLoop(vertx, PATIENCE);
    this.options = options;
    this.progress = progress;
  }

  /**
   * Opens and fills a store.
   *
   * @throws Exception what it fails with; then it is not measured
   */
  void open(StorePlace place, StoreLimits limits) throws Exception {
    progress.println("fills " + place.title());
    StoreUnderTest store =
        loop.await(() -> StoreUnderTest.open(vertx, place, limits, clock, options));
    stores.add(store);
    try {
      loop.await(store::seed);
    } catch (Exception e) {
      stores.remove(store);
      loop.await(store::close);
      throw e;
    }
  }

  List<StoreRounds> run() throws InterruptedException {
    List<StoreRounds> results = new ArrayList<>();
    stores.forEach(store -> results.add(new StoreRounds(store.place(), store.entries())));
    for (int round = 0; round <= options.rounds(); round++) {
      progress.println(
          round == 0 ? "warms up" : "measures, round " + round + " of " + options.rounds());
      for (int i = 0; i < stores.size(); i++) {
        runRound(stores.get(i), round, results.get(i));
      }
    }
    return results;
  }

  /** Removes what was written; a store that cannot be emptied does not keep the others. */
  Future<Void> close() {
    Future<Void> closed = Future.succeededFuture();
    for (StoreUnderTest store : stores) {
      closed = closed.eventually(() -> loop.begin(store::close));
    }
    return closed;
  }

  private void runRound(StoreUnderTest store, int round, StoreRounds result)
      throws InterruptedException {
    List<StoreMeasure> turns = new ArrayList<>();
    List<StoreMeasure> whole = new ArrayList<>();
    for (StoreMeasure measure : StoreMeasure.values()) {
      if (store.has(measure)) {
        (measure.takesTurns() ? turns : whole).add(measure);
      }
    }
    Map<StoreMeasure, ClosedLoop.Tally> tallies = new EnumMap<>(StoreMeasure.class);
    for (int turn = 0; turn < TURNS; turn++) {
      measureAll(store, turns, tallies, result);
      Collections.reverse(turns);
    }
    measureAll(store, whole, tallies, result);
    tallies.forEach((measure, tally) -> judge(store, measure, tally, round, result));
  }

  private void judge(
      StoreUnderTest store,
      StoreMeasure measure,
      ClosedLoop.Tally tally,
      int round,
      StoreRounds result) {
    if (tally.isSpoilt()) {
      fail(store, measure, tally.lastFailure(), result);
    } else if (round > 0 && !result.hasFailed(measure)) {
      result.add(measure, tally.perSecond());
    }
  }

  private void measureAll(
      StoreUnderTest store,
      List<StoreMeasure> measures,
      Map<StoreMeasure, ClosedLoop.Tally> tallies,
      StoreRounds result)
      throws InterruptedException {
    for (StoreMeasure measure : measures) {
      if (!result.hasFailed(measure)) {
        try {
          ClosedLoop.Tally tally =
              loop.await(() -> store.measure(measure, options.time().dividedBy(TURNS)));
          if (tally.answers() == 0 && tally.failures() > 0) {
            fail(store, measure, tally.lastFailure(), result); // the other turns would wait as long
          }
          tallies.merge(measure, tally, ClosedLoop.Tally::plus);
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          fail(store, measure, e, result);
        }
      }
    }
  }

  private void fail(StoreUnderTest store, StoreMeasure measure, Throwable why, StoreRounds result) {
    if (!result.hasFailed(measure)) {
      result.fail(measure, String.valueOf(why.getMessage()));
      progress.println(store.place().title() + ": " + measure.title() + ": " + why.getMessage());
    }
  }
}
