package io.laminar.migration.ladder;

import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** A store whose scans show only the keys that move; everything else goes straight through. */
record SelectedStore(Store whole, Selector selector) implements Store {

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public Future<Entry> get(String key) {
    return whole.get(key);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return whole.getAll(keys);
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return whole.putIfNewer(key, entry);
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return whole.putAllIfNewer(entries);
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return whole.compareAndSet(key, expected, next);
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return whole.purge(key, version);
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return whole.ranges(wanted);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return whole
        .scan(range, cursor, sinceVersion, limit)
        .map(
            page ->
                new Page(
                    page.entries().stream().filter(keyed -> selector.selects(keyed.key())).toList(),
                    page.nextCursor()));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return whole.sweep(limit);
  }

  @Override
  public Future<Long> estimateSize() {
    return whole.estimateSize();
  }

  @Override
  public Capabilities capabilities() {
    return whole.capabilities();
  }

  @Override
  public Future<Void> close() {
    return whole.close();
  }
}
