package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;

/**
 * Puts what a fall-through read found in the second store into the first, off the request path.
 *
 * <p>The entry keeps its version, and one of unknown age gets the lowest there is, so that it never
 * stays over a live write or a tombstone (race R3). What is not taken is looked up again next time.
 * Belongs to one event loop.
 */
final class CopyUp {

  private static final int MAX_PENDING = 256;

  /** Copies nothing. */
  static final CopyUp NONE = new CopyUp(null);

  private final Store into;
  private int pending;

  CopyUp(Store into) {
    this.into = into;
  }

  void take(KeyedEntry found) {
    if (into == null || pending == MAX_PENDING) {
      return;
    }
    pending++;
    Entry entry = found.entry();
    into.putIfNewer(
            found.key(),
            entry.version() == Entry.LEGACY_VERSION
                ? entry.withVersion(Entry.LEGACY_VERSION + 1)
                : entry)
        .onComplete(ended -> pending--);
  }
}
