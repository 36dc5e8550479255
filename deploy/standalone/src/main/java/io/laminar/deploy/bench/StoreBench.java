package io.laminar.deploy.bench;

import io.laminar.deploy.command.Futures;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures stores beside the clients that they are built on, in turns.
 *
 * <p>Each round measures everything once, every second one in the opposite order; the first round
 * warms up and is not counted. All of it runs on one event loop, as a look-up of the bidder does.
 * Runs on the main thread, which waits.
 */
final class StoreBench {

  /**
   * How to measure.
   *
   * @param inFlight callers, where there are many
   * @param entries in each store
   * @param valueBytes of each entry
   * @param time for one measurement of gets or puts
   */
  record Options(int rounds, int inFlight, int entries, int valueBytes, Duration time) {}

  private final Options options;
  private final Context context;
  private final Vertx vertx;
  private final PrintWriter progress;
  private final List<StoreUnderTest> stores = new ArrayList<>();

  StoreBench(Vertx vertx, Options options, PrintWriter progress) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.progress = progress;
  }

  /** Opens and fills the stores at these addresses. */
  void open(List<String> uris, StoreLimits limits) throws Exception {
    HybridClock clock = HybridClock.system();
    for (String uri : uris) {
      stores.add(onLoop(() -> StoreUnderTest.open(vertx, uri, limits, clock, options)));
    }
    for (StoreUnderTest store : stores) {
      progress.println("fills " + store.name() + " with " + options.entries() + " entries");
      onLoop(store::seed);
    }
  }

  List<StoreRounds> run() throws Exception {
    List<StoreRounds> results = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      results.add(new StoreRounds(stores.get(i).name(), copyTarget(i).name()));
    }
    for (int round = 0; round <= options.rounds(); round++) {
      progress.println(
          round == 0 ? "warms up" : "measures, round " + round + " of " + options.rounds());
      for (int i = 0; i < stores.size(); i++) {
        runRound(stores.get(i), copyTarget(i), round, results.get(i));
      }
    }
    return results;
  }

  /** Removes what was written; a store that cannot be emptied does not keep the others. */
  Future<Void> close() {
    Future<Void> closed = Future.succeededFuture();
    for (StoreUnderTest store : stores) {
      closed = closed.eventually(() -> begin(store::close));
    }
    return closed;
  }

  private void runRound(StoreUnderTest store, StoreUnderTest copyTo, int round, StoreRounds result)
      throws Exception {
    List<StoreMeasure> order = new ArrayList<>(List.of(StoreMeasure.values()));
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    for (StoreMeasure measure : order) {
      if (!measure.isRaw() || store.hasRaw()) {
        double rate = onLoop(() -> store.measure(measure, copyTo));
        if (round > 0) {
          result.add(measure, rate);
        }
      }
    }
  }

  /** The next one; itself, under another name, if it is the only one. */
  private StoreUnderTest copyTarget(int index) {
    return stores.get((index + 1) % stores.size());
  }

  private <T> T onLoop(Supplier<Future<T>> call) throws Exception {
    return Futures.await(begin(call));
  }

  private <T> Future<T> begin(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            call.get().onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }
}
