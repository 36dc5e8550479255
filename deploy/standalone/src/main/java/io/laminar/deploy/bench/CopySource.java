package io.laminar.deploy.bench;

import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is copied from: our store, and the client's own way to read the same entries.
 *
 * @param store enveloped where the engine has no columns for version and expiry
 */
record CopySource(Store store, RawEnd raw) {

  private static final String NAMESPACE = StoreUnderTest.NAMESPACE + "_from";
  private static final int BATCH = 500;

  static Future<CopySource> open(Vertx vertx, String uri, StoreLimits limits) {
    return new StoreAddress(uri, NAMESPACE, Format.ENVELOPE)
        .open(vertx, limits)
        .compose(
            store -> RawEnd.open(vertx, uri, NAMESPACE).map(raw -> new CopySource(store, raw)));
  }

  /** Writes what is copied later. */
  Future<Void> seed(HybridClock clock, CopyBench.Options options) {
    Buffer value = Buffer.buffer("x".repeat(options.valueBytes()));
    var from = new int[1];
    return Loop.until(
        () -> {
          List<KeyedEntry> batch = new ArrayList<>(BATCH);
          while (batch.size() < BATCH && from[0] < options.entries()) {
            batch.add(new KeyedEntry("k" + from[0]++, Entry.of(value, clock.next())));
          }
          return store.putAllIfNewer(batch).map(done -> from[0] == options.entries());
        });
  }

  Future<Void> close() {
    return raw.close().eventually(store::close);
  }
}
