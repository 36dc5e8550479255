package io.laminar.migration.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A counter as the value of an entry: its sum and the digests of the operations it took last, so
 * that an operation that is sent again is taken once (race R11).
 *
 * <p>Layout: the sum (8 bytes, big-endian), then 8 bytes per operation, the oldest first. An
 * operation is known for the {@value #WINDOW} operations after it; a retry must come sooner.
 */
public final class Counter {

  /** How many operations a counter remembers. */
  public static final int WINDOW = 256;

  private static final int MAX_ROUNDS = 1_000;

  private Counter() {}

  /** The sum in a counter's value; 0 if there is none. */
  public static long sumOf(Entry entry) {
    return entry.value().length() < Long.BYTES ? 0 : entry.value().getLong(0);
  }

  /** The loop behind {@link Store#add} for engines that cannot do it inside: read, compare, set. */
  static Future<Long> add(Store store, String key, long delta, String operationId, long version) {
    return attempt(store, key, delta, digest(operationId), version, MAX_ROUNDS);
  }

  private static Future<Long> attempt(
      Store store, String key, long delta, long operation, long version, int roundsLeft) {
    if (roundsLeft == 0) {
      return Future.failedFuture(
          new StoreException(
              StoreException.Kind.OVERLOADED,
              store.name(),
              "add to " + key,
              "others changed the counter " + MAX_ROUNDS + " times in a row",
              null));
    }
    return store
        .getAll(java.util.List.of(key))
        .compose(
            entries -> {
              Entry there = entries.get(0);
              if (knows(there.value(), operation)) {
                return Future.succeededFuture(sumOf(there));
              }
              Entry next = next(there, delta, operation, version);
              return store
                  .compareAndSet(key, there, next)
                  .compose(
                      set ->
                          set
                              ? Future.succeededFuture(sumOf(next))
                              : attempt(store, key, delta, operation, version, roundsLeft - 1));
            });
  }

  private static Entry next(Entry there, long delta, long operation, long version) {
    int known = Math.max(0, there.value().length() / Long.BYTES - 1);
    int dropped = Math.max(0, known + 1 - WINDOW);
    Buffer value = Buffer.buffer((known + 2) * Long.BYTES);
    value.appendLong(sumOf(there) + delta);
    if (known > dropped) {
      value.appendBuffer(there.value(), (1 + dropped) * Long.BYTES, (known - dropped) * Long.BYTES);
    }
    value.appendLong(operation);
    return Entry.of(value, Math.max(version, there.version() + 1), there.expiresAt());
  }

  private static boolean knows(Buffer value, long operation) {
    for (int at = Long.BYTES; at + Long.BYTES <= value.length(); at += Long.BYTES) {
      if (value.getLong(at) == operation) {
        return true;
      }
    }
    return false;
  }

  /** FNV-1a, 64 bits: two of 256 operations share a digest about once in 10^14 counters. */
  private static long digest(String operationId) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : operationId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xff) * 0x100000001b3L;
    }
    return hash;
  }
}
