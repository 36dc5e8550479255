package io.laminar.migration.ladder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A step in which writes are parked, which must not last: in two leases every member that may be
 * left behind has been, and for others nobody waits there. Belongs to the ladder's context.
 */
record Moment(Vertx vertx, Position position) {

  /** How much longer than leases it may last. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** True if writes are parked and nobody but this process can end that. */
  boolean isOurs() {
    return position.isInMoment() && position.acts();
  }

  /**
   * Watches over a wait, if it is one that lets writes wait.
   *
   * @param late run on the ladder's context when it has taken too long
   */
  <T> Future<T> bound(Future<T> wait, Runnable late) {
    if (!position.isInMoment()) {
      return wait;
    }
    long millis = position.notice().multipliedBy(2).plus(SLACK).toMillis();
    long timer = vertx.setTimer(millis, passed -> late.run());
    return wait.onComplete(ended -> vertx.cancelTimer(timer));
  }
}
