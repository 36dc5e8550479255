package io.laminar.migration.route;

import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * One cell compiled for one event loop.
 *
 * @param store the store that reads ask first; also for what only one store can answer, such as a
 *     scan
 * @param alone true if this store alone is read and written
 * @param swaps guards what only one store can do
 * @param counted true if what the writer returns is a write under way; a parked write is not
 */
record Path(
    Selector selector,
    Cell cell,
    Store store,
    Reader reader,
    Writer writer,
    boolean alone,
    Swaps swaps,
    boolean counted) {

  /** Makes a compare-and-set count only if its store was the right one. */
  interface Swaps {
    Future<Boolean> guard(String key, Supplier<Future<Boolean>> swap);
  }

  Future<Entry> get(String key) {
    return reader.get(key);
  }

  Future<List<Entry>> getAll(List<String> keys) {
    return reader.getAll(keys);
  }
}
