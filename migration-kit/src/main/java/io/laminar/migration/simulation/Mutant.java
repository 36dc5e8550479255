package io.laminar.migration.simulation;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Known ways of doing it wrong, to see that the checks notice each. The names in parentheses are
 * those of the races in which the wrong way fails.
 */
enum Mutant {
  NONE("nothing is wrong on purpose"),
  BLIND_COPY("the copier overwrites what is newer (R1)"),
  NO_TOMBSTONE("a delete leaves no trace (R3)"),
  EXPIRY_LOST("the copier drops when entries end (R4)"),
  MARKS_LOST("the journal forgets its marks (R5)"),
  BLIND_DUAL_WRITE("live writes overwrite what is newer (R6)"),
  SCAN_MISSES("a scan misses keys (R14)"),
  ERROR_SWALLOWED("the copier passes over what the target did not take (R16)"),
  STALE_WRITE_ACKNOWLEDGED("a write that lost against a skewed clock counts as done (R18)"),
  VALUE_CUT("the target cuts what is too long (R21)");

  private static final int CUT_BYTES = 3;

  private final String wrong;

  Mutant(String wrong) {
    this.wrong = wrong;
  }

  /** What it does wrong, in words. */
  String wrong() {
    return wrong;
  }

  /**
   * A store as the mutant makes it.
   *
   * @param holds what the store holds: empty for the data, else what lies beside it
   * @param forJobs true if copier and verifier use it, false if clients do
   */
  Store spoil(SimStore store, String holds, boolean forJobs) {
    boolean data = holds.isEmpty();
    return switch (this) {
      case NONE -> store;
      case BLIND_COPY -> data && forJobs ? blind(store) : store;
      case BLIND_DUAL_WRITE -> data && !forJobs ? blind(store) : store;
      case NO_TOMBSTONE -> data ? withoutTombstones(store) : store;
      case EXPIRY_LOST ->
          data && forJobs
              ? putting(
                  store,
                  entry -> entry.tombstone() ? entry : Entry.of(entry.value(), entry.version()))
              : store;
      case VALUE_CUT ->
          data && forJobs
              ? putting(
                  store,
                  entry ->
                      new Entry(
                          cut(entry.value()),
                          entry.version(),
                          entry.expiresAt(),
                          entry.tombstone()))
              : store;
      case MARKS_LOST -> holds.equals("dirty") ? claiming(store, false) : store;
      case ERROR_SWALLOWED -> data && forJobs ? claiming(store, true) : store;
      case STALE_WRITE_ACKNOWLEDGED -> data && !forJobs ? alwaysWritten(store) : store;
      case SCAN_MISSES -> data && forJobs ? missing(store) : store;
    };
  }

  private static Buffer cut(Buffer value) {
    return value.length() > CUT_BYTES ? value.getBuffer(0, CUT_BYTES) : value;
  }

  private static Store putting(SimStore store, UnaryOperator<Entry> change) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.putAllIfNewer(
            entries.stream()
                .map(keyed -> new KeyedEntry(keyed.key(), change.apply(keyed.entry())))
                .toList());
      }
    };
  }

  private static Store blind(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.overwrite(entries);
      }
    };
  }

  private static Store withoutTombstones(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store
            .putAllIfNewer(entries)
            .compose(
                written ->
                    Future.join(
                            entries.stream()
                                .filter(keyed -> keyed.entry().tombstone())
                                .map(keyed -> store.purge(keyed.key(), keyed.entry().version()))
                                .toList())
                        .map(written));
      }
    };
  }

  /**
   * @param tries false if it does not even try
   */
  private static Store claiming(SimStore store, boolean tries) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        List<Boolean> all = Collections.nCopies(entries.size(), true);
        return tries ? store.putAllIfNewer(entries).otherwise(all) : Future.succeededFuture(all);
      }
    };
  }

  private static Store alwaysWritten(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.putAllIfNewer(entries).map(Collections.nCopies(entries.size(), true));
      }
    };
  }

  private static Store missing(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
        return store
            .scan(range, cursor, sinceVersion, limit)
            .map(
                page ->
                    new Page(
                        page.entries().stream().skip(1).toList(), // the first was being moved
                        page.nextCursor()));
      }
    };
  }
}
