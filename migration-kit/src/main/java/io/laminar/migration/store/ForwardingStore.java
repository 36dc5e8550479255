package io.laminar.migration.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * A store in front of another, which does what it is not told otherwise. {@link #add} goes through
 * its own {@link #compareAndSet}.
 */
public abstract class ForwardingStore implements Store {

  private final Store store;

  /**
   * @param store does the work
   */
  protected ForwardingStore(Store store) {
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
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return store.putIfNewer(key, entry);
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
  public Weather weather() {
    return store.weather();
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}
