package io.laminar.migration.route;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.journal.DirtyJournal;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;

/**
 * The two stores of a migration and their journals, as opened by one event loop. A side is opened
 * when a step first needs it, so that nothing depends on the new store before the migration begins.
 */
public final class Sides {

  /** Where both sides are, how they are bounded, and the clock that all their writers share. */
  public record Addresses(
      StoreAddress old,
      StoreAddress target,
      String migration,
      StoreLimits limits,
      HybridClock clock) {

    public StoreAddress of(Side side) {
      return side == Side.OLD ? old : target;
    }
  }

  /**
   * One side.
   *
   * @param journal beside this store: the keys in which the other store may be behind it
   */
  record Opened(Store store, DirtyJournal journal) {}

  private final Vertx vertx;
  private final Addresses addresses;
  private final Map<Side, Future<Opened>> openedBySide = new EnumMap<>(Side.class);

  public Sides(Vertx vertx, Addresses addresses) {
    this.vertx = vertx;
    this.addresses = addresses;
  }

  /** Opens what the policy needs; done when it is there. */
  public Future<Void> openFor(Policy policy) {
    Future<Void> both = Future.succeededFuture();
    for (Side side : Side.values()) {
      if (policy.uses(side)) {
        both = both.compose(done -> open(side)).mapEmpty();
      }
    }
    return both;
  }

  /** The store of a side that is open. */
  public Store store(Side side) {
    return opened(side).store();
  }

  /** The journal beside the store of a side that is open. */
  public DirtyJournal journal(Side side) {
    return opened(side).journal();
  }

  /** Closes what is open. */
  public Future<Void> close() {
    Future<Void> all = Future.succeededFuture();
    for (Future<Opened> side : openedBySide.values()) {
      all =
          all.compose(
              done ->
                  side.compose(
                      opened ->
                          Future.join(opened.store().close(), opened.journal().close())
                              .mapEmpty()));
    }
    openedBySide.clear();
    return all;
  }

  private Future<Opened> open(Side side) {
    Future<Opened> known = openedBySide.get(side);
    if (known != null && !known.failed()) {
      return known;
    }
    StoreAddress address = addresses.of(side);
    Future<Opened> opening =
        address
            .open(vertx, addresses.limits())
            .compose(
                store ->
                    address
                        .beside("dirty")
                        .open(vertx, addresses.limits())
                        .map(marks -> new Opened(store, new DirtyJournal(marks, addresses.clock())))
                        .onFailure(failure -> store.close()));
    openedBySide.put(side, opening);
    return opening;
  }

  private Opened opened(Side side) {
    Future<Opened> opening = openedBySide.get(side);
    if (opening == null || !opening.succeeded()) {
      throw new IllegalStateException("the " + side + " store is not open");
    }
    return opening.result();
  }
}
