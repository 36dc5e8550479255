package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
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
  private final HybridClock clock;
  private final Map<String, Pending> pendingByKey = new HashMap<>();
  private int untilSweep = SWEEP_EVERY;

  /**
   * @param clock tells what has ended
   */
  Overlay(WriteQueue queue, HybridClock clock) {
    this.clock = clock;
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

  /**
   * What a read that begins now must not show less than: {@link Entry#ABSENT} if the stores have
   * all that was queued of the key.
   */
  Entry pending(String key) {
    Pending pending = pendingByKey.get(key);
    if (pending == null) {
      return Entry.ABSENT;
    }
    if (queue.isTaken(pending.place())) {
      pendingByKey.remove(key);
      return Entry.ABSENT;
    }
    return pending.entry();
  }

  /** This loop has written the key past the queue, which is to bring something older yet. */
  void passed(String key, Entry entry) {
    pendingByKey.computeIfPresent(
        key,
        (same, there) ->
            there.entry().version() > entry.version() ? there : new Pending(entry, there.place()));
  }

  /**
   * What a reader sees.
   *
   * @param pending what there was when the read began
   * @param stored what it found in the store
   */
  Entry over(Entry pending, Entry stored) {
    return !pending.isPresent() || stored.version() >= pending.version()
        ? stored
        : pending.settledAt(HybridClock.millisOf(clock.next()));
  }

  private void sweep() {
    for (Iterator<Pending> all = pendingByKey.values().iterator(); all.hasNext(); ) {
      if (queue.isTaken(all.next().place())) {
        all.remove();
      }
    }
  }
}
