package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes that wait for a freeze to end, in their order. Each waits for a bounded time, and only so
 * many wait: more would only fail later. Belongs to one event loop and outlasts its routes.
 */
final class Parking {

  /**
   * How long a write may wait; a freeze ends by itself much sooner, and the caller's own deadline
   * is rarely longer.
   */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int PLACES = 10_000;

  private record Parked(String key, Entry entry, Promise<Boolean> written) {}

  private final Vertx vertx;
  private final Duration limit;
  private final Deque<Parked> parked = new ArrayDeque<>();

  Parking(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /** A writer that parks. */
  Future<Boolean> park(String key, Entry entry) {
    parked.removeIf(write -> write.written().future().isComplete());
    if (parked.size() >= PLACES) {
      return Future.failedFuture(
          new FrozenException(
              "write", key, PLACES + " writes wait for a step to end already; try again later"));
    }
    var write = new Parked(key, entry, Promise.promise());
    parked.add(write);
    long timer =
        vertx.setTimer(
            Math.max(1, limit.toMillis()),
            late ->
                write
                    .written()
                    .tryFail(
                        new FrozenException(
                            "write",
                            key,
                            "waited "
                                + limit.toMillis()
                                + " ms for a step to end and was not"
                                + " made; try again later")));
    return write.written().future().onComplete(ended -> vertx.cancelTimer(timer));
  }

  /** Lets those that still wait go where writes go now. */
  void release(Writer now) {
    for (int left = parked.size(); left > 0; left--) {
      Parked write = parked.poll();
      if (!write.written().future().isComplete()) {
        now.put(write.key(), write.entry())
            .onSuccess(write.written()::tryComplete)
            .onFailure(write.written()::tryFail);
      }
    }
  }
}
