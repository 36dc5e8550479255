package io.laminar.deploy.fleet;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.ControlStoreContract;
import io.laminar.migration.fleet.PostgresControlStore;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

final class PostgresControlStoreIT extends ControlStoreContract {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String migration = "contract-" + NAMES.incrementAndGet();

  @Override
  protected Future<ControlStore> open(EventLoop loop) {
    return PostgresControlStore.open(
        loop.vertx(),
        new PostgresControlStore.Options(
            TestServers.postgres(), "contract", migration, Duration.ofSeconds(30)));
  }
}
