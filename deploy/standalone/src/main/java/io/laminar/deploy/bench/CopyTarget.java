package io.laminar.deploy.bench;

import io.laminar.migration.codec.Format;
import io.laminar.migration.copy.Copier;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * What is copied to: our store with its checkpoints, and the client's own place beside it.
 *
 * @param own the client's view of our store
 * @param raw where the client alone copies to
 */
record CopyTarget(Store store, Store checkpoints, RawEnd own, RawEnd raw) {

  private static final String NAMESPACE = StoreUnderTest.NAMESPACE + "_to";
  private static final String RAW_NAMESPACE = StoreUnderTest.NAMESPACE + "_raw";

  static Future<CopyTarget> open(Vertx vertx, String uri, StoreLimits limits) {
    var address = new StoreAddress(uri, NAMESPACE, Format.ENVELOPE);
    return Future.all(
            address.open(vertx, limits),
            address.beside("checkpoint").open(vertx, limits),
            RawEnd.open(vertx, uri, RAW_NAMESPACE))
        .compose(
            opened ->
                RawEnd.open(vertx, uri, NAMESPACE)
                    .map(
                        own ->
                            new CopyTarget(
                                opened.resultAt(0), opened.resultAt(1), own, opened.resultAt(2))));
  }

  /** Removes what earlier copies wrote. */
  Future<Void> empty() {
    return own.empty().compose(emptied -> raw.empty()).mapEmpty();
  }

  /** Copies with our copier, from the beginning; answers how many entries it wrote. */
  Future<Long> copyFrom(
      Vertx vertx, CopySource source, HybridClock clock, CopyBench.Options options) {
    var copier =
        new Copier(
            source.store(),
            store,
            checkpoints,
            clock,
            new Pace(vertx, 0, System::nanoTime),
            new Patience(vertx),
            System::nanoTime,
            new Copier.Options(StoreUnderTest.NAMESPACE, options.ranges(), options.pageSize(), 0));
    return copier
        .forget()
        .compose(forgotten -> copier.run(clock.next()))
        .map(checkpoint -> checkpoint.copied());
  }

  Future<Void> close() {
    return own.close()
        .eventually(raw::close)
        .eventually(checkpoints::close)
        .eventually(store::close);
  }
}
