package io.laminar.migration.workers;

import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;

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
    return fresh.getAsBoolean()
        ? super.putAllIfNewer(entries)
        : Future.failedFuture(new OutdatedException());
  }
}
