package io.laminar.deploy.bench;

import io.laminar.deploy.command.CommandException;
import io.laminar.migration.codec.Format;
import io.laminar.migration.copy.Copier;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One engine: our store on it, its own client beside, and what is done with both. What it writes is
 * under names of its own and is removed by {@link #close}. Belongs to one event loop.
 */
final class StoreUnderTest {

  static final String NAMESPACE = "laminar_bench";

  private static final int PAGE_SIZE = 500;
  private static final int RANGES = 4;

  /** The next key follows the last by this prime, so that neighbours are not asked in a row. */
  private static final int STRIDE = 7_919;

  private final Vertx vertx;
  private final StorePlace place;
  private final int entries;
  private final HybridClock clock;
  private final StoreBench.Options options;
  private final Store store;
  private final Store copies;
  private final Store checkpoints;
  private final RawClient raw;
  private final Buffer value;
  private int next;

  private StoreUnderTest(
      Vertx vertx,
      StorePlace place,
      HybridClock clock,
      StoreBench.Options options,
      List<Store> stores,
      RawClient raw) {
    this.vertx = vertx;
    this.place = place;
    this.entries = place.engine().entriesOf(options.entries());
    this.clock = clock;
    this.options = options;
    this.store = stores.get(0);
    this.copies = stores.get(1);
    this.checkpoints = stores.get(2);
    this.raw = raw;
    this.value = Buffer.buffer("x".repeat(options.valueBytes()));
  }

  /** Opens everything on the current event loop; if something fails, what was opened is closed. */
  static Future<StoreUnderTest> open(
      Vertx vertx,
      StorePlace place,
      StoreLimits limits,
      HybridClock clock,
      StoreBench.Options options) {
    String namespace = NAMESPACE + "_" + place.engine().label();
    var data = new StoreAddress(place.uri(), namespace, Format.ENVELOPE);
    var copied = new StoreAddress(place.uri(), namespace + "_copy", Format.ENVELOPE);
    List<Store> stores = new ArrayList<>();
    return data.open(vertx, limits)
        .compose(opened -> kept(stores, opened))
        .compose(first -> copied.open(vertx, limits).compose(opened -> kept(stores, opened)))
        .compose(
            second ->
                copied
                    .beside("checkpoint")
                    .open(vertx, limits)
                    .compose(opened -> kept(stores, opened)))
        .compose(all -> RawClient.open(vertx, place.uri(), namespace, options.inFlight()))
        .map(raw -> new StoreUnderTest(vertx, place, clock, options, stores, raw))
        .onFailure(failure -> stores.forEach(Store::close));
  }

  /** An address may name the place itself, and then this would not be ours to write to. */
  private static Future<Void> kept(List<Store> stores, Store opened) {
    stores.add(opened);
    return opened.name().contains(NAMESPACE)
        ? Future.succeededFuture()
        : Future.failedFuture(
            new CommandException(
                opened.name() + " may hold data of others: give the address without a table"));
  }

  StorePlace place() {
    return place;
  }

  /** How many entries it has. */
  int entries() {
    return entries;
  }

  /** True if it makes sense for this engine's client. */
  boolean has(StoreMeasure measure) {
    return measure.fits(raw);
  }

  /**
   * Writes what is read later. What an earlier run left is removed first where the engine can find
   * it; where it cannot, the same keys are written anew.
   */
  Future<Void> seed() {
    return empty(store)
        .compose(emptied -> empty(copies))
        .otherwiseEmpty()
        .compose(
            emptied ->
                inBatches(
                    batch ->
                        store.putAllIfNewer(
                            batch.stream().map(key -> new KeyedEntry(key, fresh())).toList())));
  }

  /**
   * Measures once.
   *
   * @param time how long; a scan or a copy takes what it takes
   */
  Future<ClosedLoop.Tally> measure(StoreMeasure measure, Duration time) {
    return switch (measure) {
      case RAW_POOLED -> many(time, () -> raw.pooled(nextKey()));
      case RAW_PIPELINED -> many(time, () -> raw.pipelined(nextKey()));
      case RAW_SINGLE -> ClosedLoop.run(1, time, () -> raw.single(nextKey()));
      case SINGLE -> ClosedLoop.run(1, time, () -> store.get(nextKey()));
      case JOINED -> many(time, () -> store.get(nextKey()));
      case PUT -> many(time, () -> store.putIfNewer(nextKey(), fresh()));
      case SCAN -> scanned();
      case COPY -> copied();
    };
  }

  /** Removes everything that was written and closes the connections. */
  Future<Void> close() {
    return empty(store)
        .eventually(() -> empty(copies))
        .eventually(() -> empty(checkpoints))
        .eventually(raw::close)
        .eventually(() -> Future.join(store.close(), copies.close(), checkpoints.close()));
  }

  private Future<ClosedLoop.Tally> many(Duration time, Supplier<Future<?>> call) {
    return ClosedLoop.run(options.inFlight(), time, call);
  }

  private Future<ClosedLoop.Tally> scanned() {
    long begun = System.nanoTime();
    long[] seen = new long[1];
    return walk(
            store,
            page -> {
              seen[0] += page.entries().size();
              return Future.succeededFuture();
            })
        .map(walked -> since(begun, seen[0]));
  }

  private Future<ClosedLoop.Tally> copied() {
    var copier =
        new Copier(
            store,
            copies,
            checkpoints,
            clock,
            new Pace(vertx, 0, System::nanoTime),
            new Patience(vertx),
            System::nanoTime,
            new Copier.Options(NAMESPACE, RANGES, PAGE_SIZE, 0));
    return copier
        .forget()
        .compose(
            forgotten -> {
              long begun = System.nanoTime();
              return copier.run(clock.next()).map(checkpoint -> since(begun, checkpoint.handled()));
            })
        .compose(tally -> empty(copies).map(tally));
  }

  private Future<Void> empty(Store emptied) {
    return walk(
        emptied,
        page -> {
          List<Future<Boolean>> purges = new ArrayList<>();
          for (KeyedEntry keyed : page.entries()) {
            purges.add(emptied.purge(keyed.key(), keyed.entry().version()));
          }
          return Future.join(purges).mapEmpty();
        });
  }

  private Future<Void> walk(Store walked, Function<Store.Page, Future<Void>> handler) {
    return walked
        .ranges(RANGES)
        .compose(
            ranges ->
                Pages.walk(
                    walked,
                    ranges,
                    Collections.nCopies(ranges.size(), ""),
                    0,
                    PAGE_SIZE,
                    new Patience(vertx),
                    (range, page) -> handler.apply(page)));
  }

  private Future<Void> inBatches(Function<List<String>, Future<?>> use) {
    Future<Void> all = Future.succeededFuture();
    for (int from = 0; from < entries; from += PAGE_SIZE) {
      List<String> batch = new ArrayList<>(PAGE_SIZE);
      for (int i = from; i < Math.min(entries, from + PAGE_SIZE); i++) {
        batch.add(key(i));
      }
      all = all.compose(before -> use.apply(batch).mapEmpty());
    }
    return all;
  }

  private Entry fresh() {
    return Entry.of(value, clock.next());
  }

  private String nextKey() {
    next = (next + STRIDE) % entries;
    return key(next);
  }

  private static String key(int number) {
    return "k" + number;
  }

  private static ClosedLoop.Tally since(long begunNanos, long answers) {
    return ClosedLoop.Tally.of(answers, System.nanoTime() - begunNanos);
  }
}
