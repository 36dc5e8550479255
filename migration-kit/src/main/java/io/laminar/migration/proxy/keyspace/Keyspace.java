package io.laminar.migration.proxy.keyspace;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keys and values as a client of Redis sees them, over one event loop's store.
 *
 * <p>A plain write counts even if the store holds a newer version, since another writer's clock is
 * ahead: see {@link Overwrite}. A change that depends on what is there is read, compare-and-set,
 * and again if another came between. That takes a store which decides alone: where two are written
 * it fails with {@link UnsupportedOperationException} and nothing is done. Belongs to one event
 * loop.
 */
public final class Keyspace {

  private static final int MAX_ROUNDS = 1_000;

  private final Store store;
  private final HybridClock clock;
  private final LongSupplier nowMillis;
  private final KeyLines lines = new KeyLines();

  public Keyspace(Store store, HybridClock clock, LongSupplier nowMillis) {
    this.store = store;
    this.clock = clock;
    this.nowMillis = nowMillis;
  }

  /** The store below. */
  public Store store() {
    return store;
  }

  /** Milliseconds since the epoch, as expiry counts them. */
  public long now() {
    return nowMillis.getAsLong();
  }

  /** The live value under a key, else {@link Entry#ABSENT}; when it expires may be missing. */
  public Future<Entry> value(String key, Deadline deadline) {
    return lines.reading(key, deadline, () -> store.get(key).map(this::live));
  }

  /** The live entry under a key with its expiry, else {@link Entry#ABSENT}. */
  public Future<Entry> entry(String key, Deadline deadline) {
    return lines.reading(key, deadline, () -> exact(key).map(this::live));
  }

  /**
   * Writes whatever is there.
   *
   * @param expiresAt milliseconds since the epoch, 0 = never; the past deletes
   */
  public Future<Void> write(String key, Buffer value, long expiresAt, Deadline deadline) {
    return lines.changing(
        key,
        deadline,
        () -> Overwrite.put(store, clock, key, version -> Entry.of(value, version, expiresAt)));
  }

  /** Changes a key by what is there; see the class for when this cannot be done. */
  public <T> Future<T> change(String key, Deadline deadline, Function<Entry, Change<T>> decide) {
    return lines.changing(key, deadline, () -> attempt(key, deadline, decide, 1));
  }

  /**
   * Deletes.
   *
   * @return true if there was a value. Where two stores are written the delete is as sure as
   *     anywhere, but two clients that delete at once may both be told that there was one
   */
  public Future<Boolean> delete(String key, Deadline deadline) {
    return lines.changing(
        key,
        deadline,
        () ->
            Keyspace.this
                .<Boolean>attempt(key, deadline, Keyspace::removal, 1)
                .recover(
                    failure ->
                        failure instanceof UnsupportedOperationException
                            ? Overwrite.put(store, clock, key, Entry::tombstone).map(true)
                            : Future.failedFuture(failure)));
  }

  private static Change<Boolean> removal(Entry there) {
    return there.isPresent() ? new Change.Remove<>(true) : new Change.Keep<>(false);
  }

  private <T> Future<T> attempt(
      String key, Deadline deadline, Function<Entry, Change<T>> decide, int round) {
    return exact(key)
        .compose(
            there -> {
              Change<T> change = decide.apply(live(there));
              if (change instanceof Change.Keep<T>) {
                return Future.succeededFuture(change.answer());
              }
              return store
                  .compareAndSet(key, there, next(change, there))
                  .compose(
                      set ->
                          set
                              ? Future.succeededFuture(change.answer())
                              : again(key, round, deadline)
                                  .compose(go -> attempt(key, deadline, decide, round + 1)));
            });
  }

  private <T> Entry next(Change<T> change, Entry there) {
    long version = versionAfter(there);
    if (change instanceof Change.Write<T> write
        && (write.expiresAt() == 0 || write.expiresAt() > now())) {
      return Entry.of(write.value(), version, write.expiresAt());
    }
    return Entry.tombstone(version);
  }

  /** Above what is there, even if that came from a clock that is ahead of this one. */
  private long versionAfter(Entry there) {
    return Math.max(clock.next(), there.version() + 1);
  }

  private Future<Entry> exact(String key) {
    return store.getAll(List.of(key)).map(entries -> entries.get(0));
  }

  private Entry live(Entry entry) {
    return entry.isLive(now()) ? entry : Entry.ABSENT;
  }

  private Future<Void> again(String key, int round, Deadline deadline) {
    return round < MAX_ROUNDS && !deadline.hasPassed()
        ? Future.succeededFuture()
        : Future.failedFuture(
            new StoreException(
                Kind.OVERLOADED,
                store.name(),
                "change " + key,
                "others changed the key "
                    + round
                    + " times in a row; nothing was done, send fewer at once or try again",
                null));
  }
}
