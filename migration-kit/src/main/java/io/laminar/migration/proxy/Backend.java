package io.laminar.migration.proxy;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.route.Member;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the proxy stands before: opened once for each event loop.
 *
 * @param opener opens it on the current event loop
 * @param clock gives the versions of all writes of this process
 */
public record Backend(Opener opener, HybridClock clock) {

  /** Opens what one event loop uses. */
  public interface Opener {
    Future<Opened> open(Vertx vertx);
  }

  /**
   * What one event loop uses.
   *
   * @param readsFrom tells which store all keys are read from now, by something that is the same on
   *     every event loop; empty if they are not read from one
   */
  public record Opened(Store store, Supplier<Optional<?>> readsFrom) {}

  /** The routers of a member of a migration. */
  public static Backend of(Member member) {
    return new Backend(
        vertx -> member.join(vertx).map(router -> new Opened(router, router::readsFrom)),
        member.clock());
  }

  /** One store that stays. */
  public static Backend of(StoreAddress address, StoreLimits limits) {
    return new Backend(
        vertx ->
            address.open(vertx, limits).map(store -> new Opened(store, () -> Optional.of(address))),
        HybridClock.system());
  }
}
