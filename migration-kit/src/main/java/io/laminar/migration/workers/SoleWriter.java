package io.laminar.migration.workers;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint store in which one key belongs to whoever wrote it last: each write is a
 * compare-and-set on the one before. A worker that stood still, while another took its range over,
 * learns of it with its next write. Belongs to one context.
 */
final class SoleWriter extends ForwardingStore {

  private final String key;
  private final List<Entry> unheard = new ArrayList<>(); // written perhaps
  private Entry held;

  /**
   * @param held what the caller wrote under the key
   */
  SoleWriter(Store store, String key, Entry held) {
    super(store);
    this.key = key;
    this.held = held;
  }

  /** Somebody else has written since. */
  static final class LostRangeException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    LostRangeException(String key) {
      super(key + " was taken over by another worker");
    }
  }

  /** Writes unless somebody else has. Every other key is the store's own business. */
  @Override
  public Future<Boolean> putIfNewer(String written, Entry entry) {
    return written.equals(key) ? put(entry) : super.putIfNewer(written, entry);
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    throw new UnsupportedOperationException("a checkpoint is written alone");
  }

  private Future<Boolean> put(Entry entry) {
    Entry expected = held;
    unheard.add(entry);
    return super.compareAndSet(key, expected, entry)
        .compose(set -> set ? took(entry) : lookAgain(entry));
  }

  private Future<Boolean> took(Entry entry) {
    held = entry;
    unheard.clear();
    return Future.succeededFuture(true);
  }

  /** An attempt before, whose answer was not heard, may have been written. */
  private Future<Boolean> lookAgain(Entry entry) {
    return super.getAll(List.of(key))
        .compose(
            found -> {
              Entry there = found.get(0);
              if (there.equals(entry)) {
                return took(entry);
              }
              if (!unheard.contains(there)) {
                return Future.failedFuture(new LostRangeException(key));
              }
              held = there;
              return put(entry);
            });
  }
}
