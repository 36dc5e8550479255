package io.laminar.migration.simulation;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Stores as {@link Mutant}s get them wrong. */
final class StoreSpoils {

  private static final int CUT_BYTES = 6;

  /** Longer than the margin that jobs keep. */
  private static final long LATE_MILLIS = 3_000;

  private StoreSpoils() {}

  private static Buffer cut(Buffer value) {
    return value.length() > CUT_BYTES ? value.getBuffer(0, CUT_BYTES) : value;
  }

  /** Cuts off what is long. */
  static Store cutting(SimStore store) {
    return putting(
        store,
        entry ->
            new Entry(cut(entry.value()), entry.version(), entry.expiresAt(), entry.tombstone()));
  }

  /** Nothing ends. */
  static Store withoutEnds(SimStore store) {
    return putting(
        store, entry -> entry.tombstone() ? entry : Entry.of(entry.value(), entry.version()));
  }

  /** Puts something else than it is given. */
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

  static Store blind(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.overwrite(entries);
      }
    };
  }

  static Store withoutTombstones(SimStore store) {
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
  static Store claiming(SimStore store, boolean tries) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        List<Boolean> all = Collections.nCopies(entries.size(), true);
        return tries ? store.putAllIfNewer(entries).otherwise(all) : Future.succeededFuture(all);
      }
    };
  }

  static Store alwaysWritten(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.putAllIfNewer(entries).map(Collections.nCopies(entries.size(), true));
      }
    };
  }

  static Store missing(SimStore store) {
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

  /** Leaves out of a scan of changes those of its first seconds. */
  static Store late(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
        return store.scan(range, cursor, later(sinceVersion), limit);
      }
    };
  }

  private static long later(long sinceVersion) {
    long micros = (HybridClock.millisOf(sinceVersion) + LATE_MILLIS) * 1_000;
    return sinceVersion == 0 ? 0 : HybridClock.atMicros(micros);
  }

  /** Deletes nothing. */
  static Store keeping(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return entries.stream().anyMatch(keyed -> keyed.entry().tombstone())
            ? Future.succeededFuture(Collections.nCopies(entries.size(), true))
            : store.putAllIfNewer(entries);
      }
    };
  }

  /** Compares nothing before it sets. */
  static Store converting(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
        return store.overwrite(List.of(new KeyedEntry(key, next))).map(true);
      }
    };
  }

  /** A counter forgets which operations it took. */
  static Store forgetful(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
        return store.compareAndSet(
            key, expected, next.withValue(next.value().getBuffer(0, Long.BYTES)));
      }
    };
  }
}
