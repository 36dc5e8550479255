package io.laminar.migration.fleet;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;

final class MemoryControlStoreTest extends ControlStoreContract {

  private final MemoryControlStore.Server server =
      new MemoryControlStore.Server("profiles", () -> System.currentTimeMillis() * 1_000);

  @Override
  protected Future<ControlStore> open(EventLoop loop) {
    return Future.succeededFuture(new MemoryControlStore(server, new CutOffWay(loop.vertx())));
  }
}
