package io.laminar.migration.proxy.keyspace;

import io.laminar.migration.proxy.keyspace.Scans.Place;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Walks all live keys of a store, page by page, one range after the other. A page may be empty, and
 * a key may come twice; every key that is there throughout comes at least once. Belongs to one
 * event loop.
 */
public final class KeyScan {

  private final Store store;
  private final Supplier<Optional<?>> readsFrom;
  private final LongSupplier nowMillis;

  /**
   * A page of keys.
   *
   * @param next where to go on; empty after the last page
   */
  public record Part(List<String> keys, Optional<Place> next) {}

  /**
   * @param readsFrom tells which store all keys are read from now, by something that is the same on
   *     every event loop; empty if they are not read from one
   */
  public KeyScan(Store store, Supplier<Optional<?>> readsFrom, LongSupplier nowMillis) {
    this.store = store;
    this.readsFrom = readsFrom;
    this.nowMillis = nowMillis;
  }

  /**
   * The first place.
   *
   * @return fails with {@link UnsupportedOperationException} while keys are read from two stores
   */
  public Future<Place> begin() {
    Optional<?> source = readsFrom.get();
    return source.isEmpty()
        ? Future.failedFuture(new UnsupportedOperationException("reads do not come from one store"))
        : store.ranges(1).map(ranges -> new Place(ranges, 0, "", source.get()));
  }

  /**
   * The page at a place.
   *
   * @param limit about how many keys to look at
   * @return fails with {@link IllegalStateException} if reads have moved to another store since the
   *     scan began
   */
  public Future<Part> page(Place place, int limit) {
    if (!readsFrom.get().equals(Optional.of(place.readsFrom()))) {
      return Future.failedFuture(
          new IllegalStateException(
              "reads have moved to another store since this scan began: begin again with cursor"
                  + " 0"));
    }
    if (place.range() >= place.ranges().size()) {
      return Future.succeededFuture(new Part(List.of(), Optional.empty()));
    }
    return store
        .scan(place.ranges().get(place.range()), place.cursor(), 0, limit)
        .map(page -> new Part(liveKeys(page.entries()), after(place, page)));
  }

  private static Optional<Place> after(Place place, Store.Page page) {
    if (!page.isLast()) {
      return Optional.of(
          new Place(place.ranges(), place.range(), page.nextCursor(), place.readsFrom()));
    }
    int next = place.range() + 1;
    return next == place.ranges().size()
        ? Optional.empty()
        : Optional.of(new Place(place.ranges(), next, "", place.readsFrom()));
  }

  private List<String> liveKeys(List<KeyedEntry> entries) {
    long now = nowMillis.getAsLong();
    List<String> keys = new ArrayList<>(entries.size());
    for (KeyedEntry keyed : entries) {
      if (keyed.entry().isLive(now)) {
        keys.add(keyed.key());
      }
    }
    return keys;
  }
}
