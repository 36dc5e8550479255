package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What one event loop has queued and the stores may not have yet, so that it reads its own writes.
 * An entry leaves when the consumer has taken it. Belongs to one event loop.
 */
final class Overlay {

  private static final int MAX_ENTRIES = 100_000;
  private static final int SWEEP_EVERY = 1_024;

  private record Pending(Entry entry, WriteQueue.Place place) {}

  private final WriteQueue queue;
  private final Map<String, Pending> pendingByKey = new HashMap<>();
  private int untilSweep = SWEEP_EVERY;

  Overlay(WriteQueue queue) {
    this.queue = queue;
  }

  boolean isEmpty() {
    return pendingByKey.isEmpty();
  }

  /** Queues a write; it is acknowledged, and seen by reads of this loop, when the queue has it. */
  Future<Boolean> put(String key, Entry entry) {
    if (pendingByKey.size() >= MAX_ENTRIES) {
      sweep();
      if (pendingByKey.size() >= MAX_ENTRIES) {
        return Future.failedFuture(
            new FrozenException(
                "write",
                key,
                MAX_ENTRIES + " queued writes have not reached the stores yet; try again later"));
      }
    }
    return queue.append(key, entry).map(place -> remember(key, new Pending(entry, place)));
  }

  private boolean remember(String key, Pending pending) {
    pendingByKey.merge(
        key,
        pending,
        (there, now) -> there.entry().version() > now.entry().version() ? there : now);
    if (--untilSweep <= 0) {
      untilSweep = SWEEP_EVERY;
      sweep();
    }
    return true;
  }

  /** What a reader sees who found this in the store. */
  Entry over(String key, Entry stored) {
    Pending pending = pendingByKey.get(key);
    if (pending == null) {
      return stored;
    }
    if (queue.isTaken(pending.place())) {
      pendingByKey.remove(key);
    }
    return stored.version() >= pending.entry().version()
        ? stored
        : pending.entry().settledAt(System.currentTimeMillis());
  }

  private void sweep() {
    for (Iterator<Pending> all = pendingByKey.values().iterator(); all.hasNext(); ) {
      if (queue.isTaken(all.next().place())) {
        all.remove();
      }
    }
  }
}
