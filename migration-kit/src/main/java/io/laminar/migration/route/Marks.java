package io.laminar.migration.route;

import io.laminar.migration.journal.DirtyJournal;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A journal, and the count of marks that it did not take: after one of those only a comparison of
 * all keys can tell whether the stores are equal.
 */
record Marks(DirtyJournal journal, AtomicLong lost) {

  Future<Void> add(String key) {
    return journal.mark(key).onFailure(failure -> lost.incrementAndGet());
  }
}
