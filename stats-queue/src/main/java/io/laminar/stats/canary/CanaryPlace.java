package io.laminar.stats.canary;

import io.vertx.core.Future;
import java.time.Duration;

/** Where the canary is put. */
public interface CanaryPlace {

  /** Puts it there for a time; fails within a bounded time if that cannot be done. */
  Future<Void> put(String key, String value, Duration ttl);

  /** Lets go of the place; what is there stays until its time is over. */
  Future<Void> close();
}
