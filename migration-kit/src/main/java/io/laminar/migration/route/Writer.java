package io.laminar.migration.route;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;

/** Carries out a {@link WritePolicy} on open stores. */
interface Writer {

  /**
   * Writes if newer.
   *
   * @return whether those who read now see it: false where a store that may be read holds something
   *     newer; fails if the write must not count as acknowledged, and then it may or may not have
   *     happened
   */
  Future<Boolean> put(String key, Entry entry);

  /** The authority, then the other; what the other did not take is journalled. */
  record AuthorityFirst(Store authority, Store other, Marks marks) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return authority
          .putIfNewer(key, entry)
          // it may have arrived all the same: then the other store lacks it
          .recover(failure -> marks.add(key).transform(marked -> Future.failedFuture(failure)))
          .compose(
              written ->
                  other
                      .putIfNewer(key, entry)
                      .recover(failure -> marks.add(key).map(false))
                      .map(written));
    }
  }

  /** First the store that nobody of this step reads, then the one that all read. */
  record InBoth(Store read, Store other, Marks marks) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return other
          .putIfNewer(key, entry)
          // reads that take the newer of both see it only if it is the newest in both
          .compose(there -> read.putIfNewer(key, entry).map(here -> there && here))
          // one store may have it and the other not: compare the key before reads move
          .recover(failure -> marks.add(key).transform(marked -> Future.failedFuture(failure)));
    }
  }

  /**
   * One store, while reads may take what the other holds. What ends in the first must not uncover
   * an older value in the other, so an entry with an end is written there as well, and before.
   */
  record CoveringOther(Store first, Store other) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return entry.expiresAt() == 0
          ? first.putIfNewer(key, entry)
          : other
              .putIfNewer(key, entry)
              .compose(there -> first.putIfNewer(key, entry).map(here -> there && here));
    }
  }

  /** Past the queue, while what this loop queued may not have arrived yet. */
  record PastQueue(Writer direct, Overlay overlay) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return direct.put(key, entry).onSuccess(written -> overlay.passed(key, entry));
    }
  }

  /** No store. */
  record Rejecting() implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return Future.failedFuture(new FrozenException("write", key));
    }
  }

  /** Values in another notation. */
  record Converting(Writer stored, Conversion conversion) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return stored.put(
          key, entry.tombstone() ? entry : entry.withValue(conversion.toStore(entry.value())));
    }
  }
}
