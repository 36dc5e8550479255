package io.laminar.migration.workers;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A target that takes nothing from a worker that stood still: what it had read by then may be long
 * outdated, and the copy over. The version would decide anyway; this bounds for how long it must.
 */
final class FreshTarget extends ForwardingStore {

  private final BooleanSupplier fresh;

  /**
   * @param fresh true while the worker has heard of whoever leads the copy lately
   */
  FreshTarget(Store store, BooleanSupplier fresh) {
    super(store);
    this.fresh = fresh;
  }

  /** The worker has not heard of whoever leads the copy for too long. */
  static final class OutdatedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    OutdatedException() {
      super("nothing was heard of whoever leads the copy; the page is read anew");
    }
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return ifFresh(() -> super.putAllIfNewer(entries));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return ifFresh(() -> super.putIfNewer(key, entry));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return ifFresh(() -> super.purge(key, version));
  }

  private <T> Future<T> ifFresh(Supplier<Future<T>> write) {
    return fresh.getAsBoolean() ? write.get() : Future.failedFuture(new OutdatedException());
  }
}
