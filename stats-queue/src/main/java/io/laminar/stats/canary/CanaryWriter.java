package io.laminar.stats.canary;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Writes the canary when a heartbeat has come all the way through.
 *
 * <p>A heartbeat that is too old when it is to be written does not count, so a queue that lags
 * stops the bidding as one that stands still does. When the place does not take the canary it is
 * tried again, always with the newest heartbeat, and judged anew each time; nothing waits for that.
 * Belongs to one context, except for {@link #state}.
 */
public final class CanaryWriter {

  private static final long AGAIN_MILLIS = 200;

  private final Vertx vertx;
  private final CanaryPlace place;
  private final CanaryOptions options;
  private final LongSupplier nowMillis;
  private CanaryKey waiting;
  private boolean busy;
  private boolean closed;

  private volatile CanaryKey written;
  private volatile long writtenMillis;
  private volatile String trouble = "";

  /**
   * @param nowMillis since the epoch
   */
  public CanaryWriter(
      Vertx vertx, CanaryPlace place, CanaryOptions options, LongSupplier nowMillis) {
    this.vertx = vertx;
    this.place = place;
    this.options = options;
    this.nowMillis = nowMillis;
  }

  /**
   * A heartbeat has come through every partition and its transaction is committed.
   *
   * @param bidder who sent it
   * @param sentMillis when, in milliseconds since the epoch
   */
  public void prove(String bidder, long sentMillis) {
    waiting = CanaryKey.of(bidder, sentMillis, nowMillis.getAsLong());
    write();
  }

  /** What came through proves nothing. */
  public void doubt(String reason) {
    trouble = reason;
  }

  /** What is known, from any thread. */
  public CanaryState state() {
    long now = nowMillis.getAsLong();
    CanaryKey last = written;
    boolean alive = last != null && now - writtenMillis < options.ttl().toMillis();
    String reason = trouble;
    if (!alive && reason.isEmpty()) {
      reason =
          last == null
              ? "no heartbeat has come through yet"
              : "no heartbeat has come through for " + (now - last.committedMillis()) + " ms";
    }
    return new CanaryState(alive, writtenMillis, last == null ? 0 : last.lagMillis(), reason);
  }

  /** Stops writing; what is written stays until its time is over. */
  public Future<Void> close() {
    closed = true;
    return place.close();
  }

  private void write() {
    if (busy || closed || waiting == null) {
      return;
    }
    CanaryKey key = waiting;
    long now = nowMillis.getAsLong();
    long age = Math.max(0, now - key.sentMillis());
    if (age > options.maxLag().toMillis()) {
      waiting = null;
      trouble =
          "the heartbeat is "
              + age
              + " ms old, the limit is "
              + options.maxLag().toMillis()
              + " ms";
      return;
    }
    busy = true;
    place
        .put(options.key(), key.encode(), options.ttl())
        .onComplete(
            put -> {
              busy = false;
              if (put.succeeded()) {
                succeed(key, now);
              } else {
                trouble = String.valueOf(put.cause().getMessage());
                vertx.setTimer(AGAIN_MILLIS, again -> write());
              }
            });
  }

  /** The time is that of the sending: the place may have taken it as early as that. */
  private void succeed(CanaryKey key, long sentToPlaceMillis) {
    written = key;
    writtenMillis = sentToPlaceMillis;
    trouble = "";
    if (waiting == key) {
      waiting = null;
    }
    write();
  }
}
