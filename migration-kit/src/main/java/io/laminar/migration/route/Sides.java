package io.laminar.migration.route;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.journal.DirtyJournal;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The two stores of a migration and their journals, as opened by one event loop. A side is opened
 * when a step first needs it, so that nothing depends on the new store before the migration begins.
 */
public final class Sides {

  /** Opens the stores of both sides. */
  public interface Opener {

    /**
     * Opens a store on the current context.
     *
     * @param beside what it holds: empty for the data itself, else a store of its own beside the
     *     data on the same server, such as {@code dirty}
     * @return fails if the server cannot be reached
     */
    Future<Store> open(Vertx vertx, Side side, String beside);
  }

  /**
   * Where both sides are and how they are bounded.
   *
   * @throws IllegalArgumentException if they are the same place, or a side would be written in a
   *     format that carries no version, so that concurrent writes could end in different orders
   */
  public record Addresses(StoreAddress old, StoreAddress target, StoreLimits limits)
      implements Opener {

    public Addresses {
      if (old.uri().equals(target.uri()) && old.namespace().equals(target.namespace())) {
        throw new IllegalArgumentException("old and new store are the same: " + old);
      }
      requireVersions(old);
      requireVersions(target);
    }

    @Override
    public Future<Store> open(Vertx vertx, Side side, String beside) {
      StoreAddress address = side == Side.OLD ? old : target;
      return (beside.isEmpty() ? address : address.beside(beside)).open(vertx, limits);
    }

    private static void requireVersions(StoreAddress address) {
      if (!address.carriesVersions()) {
        throw new IllegalArgumentException(
            address
                + ": a store that is written beside another must be written as envelope:"
                + " plain values carry no version to order concurrent writes by");
      }
    }
  }

  /**
   * One side.
   *
   * @param journal beside this store: the keys in which the other store may be behind it
   */
  record Opened(Store store, DirtyJournal journal) {}

  private final Vertx vertx;
  private final Opener opener;
  private final HybridClock clock;
  private final Map<Side, Future<Opened>> openedBySide = new ConcurrentHashMap<>();

  /**
   * @param clock the clock that all writers of this process share
   */
  public Sides(Vertx vertx, Opener opener, HybridClock clock) {
    this.vertx = vertx;
    this.opener = opener;
    this.clock = clock;
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

  /** How the stores do that are open. Any thread. */
  List<SideWeather> weather() {
    List<SideWeather> open = new ArrayList<>();
    openedBySide.forEach(
        (side, opening) -> {
          if (opening.succeeded()) {
            Store store = opening.result().store();
            open.add(new SideWeather(side, store.name(), store.weather()));
          }
        });
    return open;
  }

  /** Closes what is open; what could not be opened needs no closing. */
  public Future<Void> close() {
    List<Future<Void>> closings = new ArrayList<>();
    for (Future<Opened> side : openedBySide.values()) {
      closings.add(
          side.transform(
              opening ->
                  opening.failed()
                      ? Future.<Void>succeededFuture()
                      : Future.join(
                              opening.result().store().close(), opening.result().journal().close())
                          .mapEmpty()));
    }
    openedBySide.clear();
    return Future.join(closings).mapEmpty();
  }

  private Future<Opened> open(Side side) {
    Future<Opened> known = openedBySide.get(side);
    if (known != null && !known.failed()) {
      return known;
    }
    Future<Opened> opening =
        opener
            .open(vertx, side, "")
            .compose(
                store ->
                    opener
                        .open(vertx, side, "dirty")
                        .map(marks -> new Opened(store, new DirtyJournal(marks, clock)))
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
