package io.laminar.migration.simulation;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** A store that a {@link Mutant} makes wrong in one way; what it does not override is right. */
class SpoiledStore implements Store {

  protected final SimStore store;

  SpoiledStore(SimStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Future<Entry> get(String key) {
    return store.get(key);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return store.getAll(keys);
  }

  @Override
  public final Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return store.putAllIfNewer(entries);
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return store.compareAndSet(key, expected, next);
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return store.purge(key, version);
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return store.ranges(wanted);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return store.scan(range, cursor, sinceVersion, limit);
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return store.sweep(limit);
  }

  @Override
  public Future<Long> estimateSize() {
    return store.estimateSize();
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}
