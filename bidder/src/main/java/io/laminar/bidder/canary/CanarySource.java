package io.laminar.bidder.canary;

import io.vertx.core.Future;

/** Where the canary is looked for. */
public interface CanarySource {

  /**
   * Looks once.
   *
   * @return {@link Sighting#NONE} if there is surely no canary; fails if that could not be found
   *     out in time
   */
  Future<Sighting> look();
}
