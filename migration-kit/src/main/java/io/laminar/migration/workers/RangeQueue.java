package io.laminar.migration.workers;

import io.vertx.core.Future;
import java.util.List;

/** Hands ranges out, each to one worker at a time. Belongs to one context. */
interface RangeQueue {

  /** So many ranges are copied at once at most. */
  int partitions();

  /** Hands out; a range goes to the partition of its index. */
  Future<Void> publish(List<RangeOrder> orders);

  /** Who takes part, in words, in the order of their names. */
  Future<List<String>> workers();

  /** Gives the connections back. */
  Future<Void> close();
}
