package io.laminar.migration.journal;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Keys that one store may hold in an older state than the authority, kept as entries of a store of
 * their own beside the authority.
 *
 * <p>A mark says only <em>which</em> key, never what was written: the repair reads the authority
 * again, so marks may be made twice and drained in any order (race R5).
 */
public final class DirtyJournal {

  private static final Buffer MARK = Buffer.buffer("dirty");

  /** Few marks lie among many keys: a scan asks for many at once. */
  private static final int PAGE = 1_000;

  private final Store marks;
  private final HybridClock clock;

  public DirtyJournal(Store marks, HybridClock clock) {
    this.marks = marks;
    this.clock = clock;
  }

  /** Notes that a key must be compared; done when the note is durable. */
  public Future<Void> mark(String key) {
    return Overwrite.put(marks, clock, key, version -> Entry.of(MARK, version));
  }

  /** Gives the connection back. */
  public Future<Void> close() {
    return marks.close();
  }

  /** Some marked keys with the versions of their marks; about {@code limit}, or more. */
  public Future<List<KeyedEntry>> some(int limit) {
    return marks.ranges(1).compose(ranges -> fromRanges(ranges, 0, "", Math.max(limit, PAGE)));
  }

  /** Takes a mark away unless the key was marked again since. */
  public Future<Void> clear(KeyedEntry mark) {
    return marks.purge(mark.key(), mark.entry().version()).mapEmpty();
  }

  /** True if no key is marked. */
  public Future<Boolean> isEmpty() {
    return some(1).map(List::isEmpty);
  }

  private Future<List<KeyedEntry>> fromRanges(
      List<String> ranges, int index, String cursor, int limit) {
    return marks
        .scan(ranges.get(index), cursor, 0, limit)
        .compose(
            page -> {
              if (!page.entries().isEmpty()) {
                return Future.succeededFuture(page.entries());
              }
              if (!page.isLast()) {
                return fromRanges(ranges, index, page.nextCursor(), limit);
              }
              return index + 1 < ranges.size()
                  ? fromRanges(ranges, index + 1, "", limit)
                  : Future.succeededFuture(List.of());
            });
  }
}
