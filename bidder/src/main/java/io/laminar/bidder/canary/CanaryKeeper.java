package io.laminar.bidder.canary;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.LongSupplier;

/** The event loop on which the canary is looked for; reading the watch is for any thread. */
public final class CanaryKeeper extends VerticleBase {

  private final WatchOptions options;
  private final CanaryWatch watch;
  private RedisCanarySource source;

  /**
   * @param nanoTime monotonic
   */
  public CanaryKeeper(WatchOptions options, LongSupplier nanoTime) {
    this.options = options;
    this.watch = new CanaryWatch(this::look, nanoTime);
  }

  /** What is known of the canary, from now on. */
  public CanaryWatch watch() {
    return watch;
  }

  /** Never fails: a bidder without its Redis starts, and does not bid until it is there. */
  @Override
  public Future<?> start() {
    source = RedisCanarySource.open(vertx, options);
    vertx.setPeriodic(options.checkInterval().toMillis(), tick -> watch.look());
    return watch.look();
  }

  @Override
  public Future<?> stop() {
    return source == null ? Future.succeededFuture() : source.close();
  }

  private Future<Sighting> look() {
    return source.look();
  }
}
