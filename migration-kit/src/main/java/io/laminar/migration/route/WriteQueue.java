package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.vertx.core.Future;

/**
 * A durable queue in front of the stores, in order per key. Its consumer puts each entry into both
 * stores, if newer, before it counts the entry as taken.
 */
public interface WriteQueue {

  /**
   * Puts a write at the end. Called on an event loop, completes anywhere.
   *
   * @return its place, once the queue has it durably; fails if it may be lost
   */
  Future<Place> append(String key, Entry entry);

  /** True if the consumer has put everything up to this place into both stores. Any thread. */
  boolean isTaken(Place place);

  /** Done when everything that was appended before the call has been taken. */
  Future<Void> drained();

  /** Gives the connections back. */
  Future<Void> close();

  /** Where a write is in the queue. */
  record Place(int partition, long offset) {}
}
