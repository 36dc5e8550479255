package io.laminar.bidder.canary;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Knows at any moment whether the bidder may bid.
 *
 * <p>The canary lives in a store with a TTL. Each look learns how long it still has to live, and
 * the permission ends that long after <em>the question was sent</em>, on this machine's monotonic
 * clock: the store measured later than that, so the permission never outlives the canary, whatever
 * the network did and whatever wall clocks say. It ends by itself, so a store that is gone, slow or
 * paused cannot keep bidding alive. A look that shows no canary ends it at once. So bidding stops
 * no later than one interval after the canary is gone.
 *
 * <p>Looks are made on one event loop, one at a time. Reading is for any thread: one volatile read.
 */
public final class CanaryWatch {

  private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

  /**
   * What is known; replaced as a whole.
   *
   * @param untilNanos the permission ends then
   * @param heard true once the store has answered at all
   * @param absence why the last look that was answered showed no canary; empty if it did
   * @param trouble why the last look was not answered; empty if it was
   * @param troubleSinceNanos since when looks are not answered
   */
  private record Known(
      long untilNanos,
      boolean heard,
      String absence,
      long committedAtMillis,
      String trouble,
      long troubleSinceNanos) {}

  private final CanarySource source;
  private final LongSupplier nanoTime;
  private volatile Known known;
  private boolean looking;

  /**
   * @param nanoTime monotonic, such as {@link System#nanoTime}
   */
  public CanaryWatch(CanarySource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.known = new Known(nanoTime.getAsLong(), false, "", 0, "", 0);
  }

  /**
   * Looks once; does nothing while an earlier look waits for its answer. Never fails: what goes
   * wrong becomes part of the {@linkplain #state state}.
   */
  public Future<Void> look() {
    if (looking) {
      return Future.succeededFuture();
    }
    looking = true;
    long askedNanos = nanoTime.getAsLong();
    return source
        .look()
        .transform(
            answer -> {
              looking = false;
              known =
                  answer.succeeded()
                      ? seen(known, answer.result(), askedNanos)
                      : unanswered(known, answer.cause(), askedNanos);
              return Future.succeededFuture();
            });
  }

  /**
   * True if a bid may be made.
   *
   * @param nowNanos on the clock of this watch
   */
  public boolean allowsBids(long nowNanos) {
    return nowNanos - known.untilNanos < 0;
  }

  /** True once the store has answered at all, be it that there is no canary. */
  public boolean hasHeard() {
    return known.heard;
  }

  /** What is known, for people. */
  public CanaryState state() {
    Known now = known;
    long nowNanos = nanoTime.getAsLong();
    long leftMillis = Math.max(0, (now.untilNanos - nowNanos) / 1_000_000);
    if (nowNanos - now.untilNanos < 0) {
      return new CanaryState(CanaryState.Kind.ALIVE, leftMillis, now.committedAtMillis, "");
    }
    if (!now.trouble.isEmpty()) {
      long seconds = (nowNanos - now.troubleSinceNanos) / 1_000_000_000;
      return silent(
          now,
          now.heard ? CanaryState.Kind.UNREACHABLE : CanaryState.Kind.NEVER_HEARD,
          "no answer for " + seconds + " s: " + now.trouble);
    }
    if (!now.heard) {
      return silent(now, CanaryState.Kind.NEVER_HEARD, "not asked yet");
    }
    return now.absence.isEmpty()
        ? silent(now, CanaryState.Kind.EXPIRED, "the canary expired")
        : silent(now, CanaryState.Kind.ABSENT, now.absence);
  }

  private static CanaryState silent(Known known, CanaryState.Kind kind, String reason) {
    return new CanaryState(kind, 0, known.committedAtMillis, reason);
  }

  private static Known seen(Known before, Sighting sighting, long askedNanos) {
    long leftMillis = Math.min(Math.max(0, sighting.remainingMillis()), LONGEST_MILLIS);
    return new Known(
        askedNanos + leftMillis * 1_000_000,
        true,
        sighting.absence(),
        sighting.isPresent() ? sighting.committedAtMillis() : before.committedAtMillis,
        "",
        0);
  }

  private static Known unanswered(Known before, Throwable cause, long askedNanos) {
    return new Known(
        before.untilNanos,
        before.heard,
        before.absence,
        before.committedAtMillis,
        String.valueOf(cause.getMessage()),
        before.trouble.isEmpty() ? askedNanos : before.troubleSinceNanos);
  }
}
