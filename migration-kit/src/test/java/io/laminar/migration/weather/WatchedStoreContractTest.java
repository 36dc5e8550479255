package io.laminar.migration.weather;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Watching changes nothing of what a store does. */
final class WatchedStoreContractTest extends StoreContract {

  private final MemoryStore.Server server = new MemoryStore.Server();

  @Override
  protected Future<Store> open(Vertx vertx) {
    return Future.succeededFuture(
        WatchedStore.of(
            vertx,
            new MemoryStore(vertx, server, "contract"),
            "memory://here",
            Duration.ofSeconds(60),
            WeatherLimits.DEFAULTS));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    server.entries().put(key, Entry.of(value, Entry.LEGACY_VERSION));
  }
}
