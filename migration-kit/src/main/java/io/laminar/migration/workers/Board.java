package io.laminar.migration.workers;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies beside the copied data: the copy's own checkpoint, which lists its ranges, one
 * checkpoint per range, the orders, and what made a worker give up. Belongs to the store's context.
 *
 * @param store beside the copied data
 * @param copy the copy's name, a legal key
 */
record Board(Store store, HybridClock clock, String copy) {

  /** Where the copy as a whole stands. */
  String wholeKey() {
    return copy;
  }

  String ordersKey() {
    return copy + ".orders";
  }

  String rangeKey(long run, int index) {
    return copy + "." + run + "." + index;
  }

  String failureKey(long run) {
    return copy + "." + run + ".failed";
  }

  /** What is there and not deleted. */
  Future<Optional<Buffer>> read(String key) {
    return store.getAll(List.of(key)).map(found -> valueOf(found.get(0)));
  }

  static Optional<Buffer> valueOf(Entry entry) {
    return entry.isPresent() && !entry.tombstone() ? Optional.of(entry.value()) : Optional.empty();
  }

  Future<Void> write(String key, Buffer value) {
    return Overwrite.put(store, clock, key, version -> Entry.of(value, version));
  }

  Future<Void> remove(String key) {
    return Overwrite.put(store, clock, key, Entry::tombstone);
  }

  /** Removes without a trace. */
  Future<Void> purge(List<String> keys) {
    return store
        .getAll(keys)
        .compose(
            found -> {
              List<Future<Boolean>> purges = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                if (found.get(i).isPresent()) {
                  purges.add(store.purge(keys.get(i), found.get(i).version()));
                }
              }
              return Future.join(purges).mapEmpty();
            });
  }
}
