package io.laminar.migration.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Writes whose version comes after whatever is there: for a caller who means the value and not a
 * version.
 *
 * <p>A clock that was set back between two runs of a process, or that goes behind another
 * machine's, would give versions older than what is there, and a conditional put would drop every
 * such write in silence. Here the clock is told what the store holds and the write is made again. A
 * write that lost to a later one of the same process is not: the two were concurrent, and ours
 * counts as made just before the other. The same holds if it loses a second time, since what is
 * newer then was written meanwhile.
 */
public final class Overwrite {

  private static final int MAX_ROUNDS = 3;

  private Overwrite() {}

  /**
   * Writes an entry.
   *
   * @param store anything that puts and reads the same entries
   * @param clock gives the version, and is told of those it did not know
   * @param entry the entry under a version
   * @return done when it is acknowledged, or was overwritten by a concurrent write; fails as the
   *     store does, and if the store keeps refusing without showing what is newer
   */
  public static Future<Void> put(
      Store store, HybridClock clock, String key, LongFunction<Entry> entry) {
    return attempt(store, clock, key, entry, 1);
  }

  private static Future<Void> attempt(
      Store store, HybridClock clock, String key, LongFunction<Entry> entry, int round) {
    long version = clock.next();
    return store
        .putIfNewer(key, entry.apply(version))
        .compose(
            written ->
                written
                    ? Future.<Void>succeededFuture()
                    : store
                        .getAll(List.of(key))
                        .compose(
                            there -> lost(store, clock, key, entry, round, version, there.get(0))));
  }

  private static Future<Void> lost(
      Store store,
      HybridClock clock,
      String key,
      LongFunction<Entry> entry,
      int round,
      long version,
      Entry there) {
    boolean shown = there.version() >= version;
    if (shown && (round > 1 || clock.gave(there.version()))) {
      return Future.succeededFuture();
    }
    if (round == MAX_ROUNDS) {
      return Future.failedFuture(
          new StoreException(
              StoreException.Kind.REFUSED,
              store.name(),
              "write " + key,
              "it keeps something newer that it does not show, such as an entry that has expired;"
                  + " check the machine's clock, or try again when the store was swept",
              null));
    }
    clock.observe(Math.max(version, there.version()));
    return attempt(store, clock, key, entry, round + 1);
  }
}
