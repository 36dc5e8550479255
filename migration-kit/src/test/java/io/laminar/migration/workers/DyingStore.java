package io.laminar.migration.workers;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Supplier;

/** Answers so many times; afterwards the process that asks is no more. */
final class DyingStore extends ForwardingStore {

  private volatile int left;

  DyingStore(Store store, int answers) {
    super(store);
    left = answers;
  }

  boolean isDead() {
    return left < 0;
  }

  private <T> Future<T> answer(Supplier<Future<T>> call) {
    left--;
    return isDead() ? Promise.<T>promise().future() : call.get();
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return answer(() -> super.getAll(keys));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return answer(() -> super.putIfNewer(key, entry));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return answer(() -> super.purge(key, version));
  }
}
