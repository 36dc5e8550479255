package io.laminar.migration.verify;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Brings one key of a store to what the authority holds.
 *
 * <p>What is written beats exactly what was seen in the wrong store and nothing later: its version
 * is the authority's own, or one more than the version it must replace. A live write that happens
 * meanwhile is newer than both and stays.
 */
public final class Repair {

  private final Store authority;
  private final Store other;
  private final LongSupplier nowMillis;

  public Repair(Store authority, Store other, LongSupplier nowMillis) {
    this.authority = authority;
    this.other = other;
    this.nowMillis = nowMillis;
  }

  /**
   * Reads the key in both stores and mends a difference.
   *
   * @return true if something was written or removed
   */
  public Future<Boolean> repair(String key) {
    return other
        .getAll(List.of(key))
        .compose(
            // the authority is read second: what is written is then never older than what was seen
            seen -> authority.getAll(List.of(key)).compose(right -> mend(key, right, seen)));
  }

  private Future<Boolean> mend(String key, List<Entry> right, List<Entry> seen) {
    Entry wanted = right.get(0);
    Entry wrong = seen.get(0);
    if (Difference.between(wanted, wrong, nowMillis.getAsLong()).isEmpty()) {
      return Future.succeededFuture(false);
    }
    if (!wanted.isPresent()) {
      return other.purge(key, wrong.version());
    }
    long version = wanted.version() > wrong.version() ? wanted.version() : wrong.version() + 1;
    return other.putIfNewer(key, wanted.withVersion(version));
  }
}
