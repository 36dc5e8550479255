package io.laminar.migration.store;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A key-value store behind the kit: the few operations that every engine can honour.
 *
 * <p><b>Order.</b> Writes are decided inside the store by version: the highest version stays,
 * whatever order the writes arrive in, and an equal version changes nothing. A delete is a put of a
 * {@linkplain Entry#tombstone tombstone}, so an older copy cannot bring a deleted key back.
 *
 * <p><b>Threads.</b> One instance belongs to one Vert.x context (an event loop): it is used only
 * there and its futures complete there. Open one per event loop.
 *
 * <p><b>Failure.</b> Every operation ends within the store's deadline. It fails with a {@link
 * StoreException} that names the store and the operation. After a failed write the outcome is
 * unknown: it may have happened. An illegal key fails with {@link IllegalArgumentException} before
 * anything is sent (see {@link Keys}).
 */
public interface Store {

  /** A name for messages and metrics, such as {@code redis:profile}. */
  String name();

  /**
   * The entry under a key, for a caller who wants the value: {@link Entry#ABSENT} if there is none
   * or it expired, a tombstone if it was deleted. {@code expiresAt} may be 0 where the stored
   * format does not carry it (see {@link #getAll}).
   */
  Future<Entry> get(String key);

  /**
   * The entries under keys, in their order, with exact expiry: for jobs, which copy and compare.
   * Missing and expired ones are {@link Entry#ABSENT}.
   */
  Future<List<Entry>> getAll(List<String> keys);

  /**
   * Writes an entry if it is newer than what is there.
   *
   * @return true if it was written, false if the store holds the same or a newer version
   */
  Future<Boolean> putIfNewer(String key, Entry entry);

  /** Writes each entry that is newer than what is there; the answers are in the given order. */
  Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries);

  /**
   * Writes an entry if exactly this is there: the same value under the same version, or nothing.
   *
   * @param expected what was read with {@link #getAll}; {@link Entry#ABSENT} for nothing
   * @param next its version must not be lower than the expected one
   * @return true if it was written
   */
  Future<Boolean> compareAndSet(String key, Entry expected, Entry next);

  /**
   * Adds to a counter, once per operation: the same operation sent again changes nothing.
   *
   * @param delta may be negative
   * @param operationId names the operation; see {@link Counter#WINDOW} for how long it is known
   * @param version a version for the write, from the caller's {@link HybridClock}
   * @return the sum after it
   */
  default Future<Long> add(String key, long delta, String operationId, long version) {
    return Counter.add(this, key, delta, operationId, version);
  }

  /**
   * Removes an entry without a trace if it still has this version: for a job that cleans up after
   * itself. Everyone else deletes by putting a tombstone.
   *
   * @return true if it was removed
   */
  Future<Boolean> purge(String key, long version);

  /**
   * Splits all keys into about {@code wanted} ranges that can be scanned apart. A range is text
   * that only the store understands; it stays valid across restarts.
   */
  Future<List<String>> ranges(int wanted);

  /**
   * The next page of a range, tombstones included. Every key that existed throughout the scan is
   * seen at least once, even if the store is written meanwhile; a key may be seen more than once.
   *
   * @param cursor where to go on, from the page before; empty to begin
   * @param sinceVersion entries with a lower version may be left out; 0 = everything
   * @param limit about how many entries to return, 1 or more
   */
  Future<Page> scan(String range, String cursor, long sinceVersion, int limit);

  /**
   * Removes some of what the engine does not remove by itself: entries that expired, tombstones
   * whose life is over.
   *
   * @param limit how many at most
   * @return how many were removed; 0 where the engine sees to it alone
   */
  Future<Integer> sweep(int limit);

  /**
   * About how many entries there are, for progress and ETA; may count entries of other users of the
   * same database.
   */
  Future<Long> estimateSize();

  /** What the engine can do and hold. */
  Capabilities capabilities();

  /**
   * How the store has done lately: a field read, as often as anybody likes. Any thread.
   *
   * @return {@link Weather#UNWATCHED} if nobody watches it
   */
  default Weather weather() {
    return Weather.UNWATCHED;
  }

  /** Gives the connection back. Operations after it fail. */
  Future<Void> close();

  /**
   * A part of a scan.
   *
   * @param entries in the store's own order; empty pages do not end a scan
   * @param nextCursor where to go on; empty after the last page
   */
  record Page(List<KeyedEntry> entries, String nextCursor) {
    public Page {
      entries = List.copyOf(entries);
    }

    /**
     * A page of what was found under keys.
     *
     * @param entries under the keys, in their order
     * @param sinceVersion entries with a lower version are left out, and so are absent ones
     */
    public static Page of(
        List<String> keys, List<Entry> entries, long sinceVersion, String nextCursor) {
      List<KeyedEntry> found = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        Entry entry = entries.get(i);
        if (entry.isPresent() && entry.version() >= sinceVersion) {
          found.add(new KeyedEntry(keys.get(i), entry));
        }
      }
      return new Page(found, nextCursor);
    }

    /** True if the range has been scanned to its end. */
    public boolean isLast() {
      return nextCursor.isEmpty();
    }
  }
}
