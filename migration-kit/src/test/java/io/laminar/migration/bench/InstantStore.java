package io.laminar.migration.bench;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Answers at once and allocates nothing, so that what is measured is what stands before it. */
final class InstantStore implements Store {

  private static final Future<Entry> FOUND =
      Future.succeededFuture(Entry.of(Buffer.buffer("{\"segments\":[\"auto\"]}"), 7));
  private static final Future<List<Entry>> ALL_FOUND =
      Future.succeededFuture(List.of(FOUND.result()));
  private static final Future<Boolean> WRITTEN = Future.succeededFuture(true);

  @Override
  public String name() {
    return "instant";
  }

  @Override
  public Future<Entry> get(String key) {
    return FOUND;
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return ALL_FOUND;
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return WRITTEN;
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    throw new UnsupportedOperationException("not measured");
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return WRITTEN;
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return WRITTEN;
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    throw new UnsupportedOperationException("not measured");
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    throw new UnsupportedOperationException("not measured");
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> estimateSize() {
    return Future.succeededFuture(1L);
  }

  @Override
  public Capabilities capabilities() {
    throw new UnsupportedOperationException("not measured");
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
