package io.laminar.migration.ladder;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;

/** The control store: one {@link MigrationRecord} per migration. Belongs to one context. */
final class Records {

  private final Store control;
  private final HybridClock clock;

  Records(Store control, HybridClock clock) {
    this.control = control;
    this.clock = clock;
  }

  /** What was written down last, or the beginning. */
  Future<MigrationRecord> read(String name) {
    return control
        .get(name)
        .map(
            entry -> {
              clock.observe(Math.max(0, entry.version())); // the wall clock may have stepped back
              return entry.isPresent() && !entry.tombstone()
                  ? MigrationRecord.from(entry.value())
                  : MigrationRecord.begin(name);
            });
  }

  /** Writes down; fails if somebody with a later clock wrote meanwhile. */
  Future<Void> write(MigrationRecord record) {
    return control
        .putIfNewer(record.name(), Entry.of(record.toBuffer(), clock.next()))
        .compose(
            written ->
                written
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException(
                            "migration "
                                + record.name()
                                + " is being moved by another process, whose record is newer")));
  }

  Future<Void> close() {
    return control.close();
  }
}
