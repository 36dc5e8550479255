package io.laminar.migration.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** The store that other tests stand on keeps the contract itself. */
final class MemoryStoreTest extends StoreContract {

  private final MemoryStore.Server server = new MemoryStore.Server();

  @Override
  protected Future<Store> open(Vertx vertx) {
    return Future.succeededFuture(new MemoryStore(vertx, server, "contract"));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    server.entries().put(key, Entry.of(value, Entry.LEGACY_VERSION));
  }
}
