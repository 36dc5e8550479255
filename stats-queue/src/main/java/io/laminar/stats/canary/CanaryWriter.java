package io.laminar.stats.canary;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Writes the canary when heartbeats of all bidders have come all the way through.
 *
 * <p>The canary's life is counted from when the heartbeat came through that has waited longest for
 * its successor: where one bidder, or one partition, stands still, the canary dies its TTL later,
 * however well the others do. A heartbeat that took too long does not count, so a queue that lags
 * stops the bidding as one that stands still does; neither does one from the future, for then a
 * clock is wrong and its events would be counted in the wrong hour.
 *
 * <p>When the place does not take the canary it is tried again, always with the newest that was
 * heard, and judged anew each time; nothing waits for that. Belongs to one context, except for
 * {@link #state}.
 */
public final class CanaryWriter {

  private static final long AGAIN_MILLIS = 200;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Vertx vertx;
  private final CanaryPlace place;
  private final CanaryOptions options;
  private final LongSupplier nowMillis;
  private final LongSupplier nanoTime;
  private Heard waiting;
  private boolean busy;
  private boolean closed;

  private volatile Written written;
  private volatile String trouble = "";

  /**
   * @param nowMillis since the epoch
   * @param nanoTime monotonic
   */
  public CanaryWriter(
      Vertx vertx,
      CanaryPlace place,
      CanaryOptions options,
      LongSupplier nowMillis,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.place = place;
    this.options = options;
    this.nowMillis = nowMillis;
    this.nanoTime = nanoTime;
  }

  private record Written(CanaryKey key, long atMillis, long untilNanos) {}

  /** Heartbeats have come through and their transaction is committed. */
  public void prove(Heard heard) {
    waiting = heard;
    write();
  }

  /** What came through proves nothing. */
  public void doubt(String reason) {
    trouble = reason;
  }

  /** What is known, from any thread. */
  public CanaryState state() {
    Written last = written;
    boolean alive = last != null && last.untilNanos - nanoTime.getAsLong() > 0;
    String reason = trouble;
    if (!alive && reason.isEmpty()) {
      reason =
          last == null
              ? "no heartbeat has come through yet"
              : "no heartbeat has come through for "
                  + (nowMillis.getAsLong() - last.key.committedMillis())
                  + " ms";
    }
    return new CanaryState(
        alive, last == null ? 0 : last.atMillis, last == null ? 0 : last.key.lagMillis(), reason);
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
    Heard heard = waiting;
    long now = nowMillis.getAsLong();
    long asked = nanoTime.getAsLong();
    long age = heard.ageMillis() + Math.max(0, (asked - heard.asOfNanos()) / NANOS_PER_MILLI);
    long left = options.ttl().toMillis() - age;
    String objection = objection(heard, now, age, left);
    if (!objection.isEmpty()) {
      waiting = null;
      trouble = objection;
      return;
    }
    var key = CanaryKey.of(heard.oldestSender(), heard.oldestMillis(), now, age, heard.bidders());
    busy = true;
    place
        .put(options.key(), key.encode(), Duration.ofMillis(left))
        .onComplete(
            put -> {
              busy = false;
              if (put.succeeded()) {
                // from the sending on: the place may have taken it as early as that
                succeed(heard, new Written(key, now, asked + left * NANOS_PER_MILLI));
              } else {
                trouble = String.valueOf(put.cause().getMessage());
                vertx.setTimer(AGAIN_MILLIS, again -> write());
              }
            });
  }

  private String objection(Heard heard, long now, long age, long left) {
    long limit = options.maxLag().toMillis();
    long lag = now - heard.oldestMillis();
    if (lag > limit) {
      return "the heartbeat of "
          + heard.oldestSender()
          + " is "
          + lag
          + " ms old, the limit is "
          + limit
          + " ms";
    }
    long ahead = heard.newestMillis() - now;
    if (ahead > limit) {
      return "the heartbeat of "
          + heard.newestSender()
          + " is from "
          + ahead
          + " ms in the future, the limit is "
          + limit
          + " ms: a clock is wrong";
    }
    return left > 0
        ? ""
        : "a heartbeat was not followed by another for "
            + age
            + " ms, canary.ttl is "
            + options.ttl().toMillis()
            + " ms";
  }

  private void succeed(Heard heard, Written now) {
    written = now;
    trouble = "";
    if (waiting == heard) {
      waiting = null;
    }
    write();
  }
}
