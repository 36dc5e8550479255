package io.laminar.deploy.bench;

import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * So many callers on one event loop, each of whom asks again as soon as its answer is there.
 *
 * <p>To be run on the event loop that the calls belong to.
 */
final class ClosedLoop {

  private final Supplier<Future<?>> call;
  private final long begunNanos = System.nanoTime();
  private final long endsNanos;
  private long answered;

  private ClosedLoop(Duration time, Supplier<Future<?>> call) {
    this.call = call;
    this.endsNanos = begunNanos + time.toNanos();
  }

  /**
   * Answers a second.
   *
   * @param callers how many; with one there is never more than one call under way
   * @return fails as the first call that fails
   */
  static Future<Double> perSecond(int callers, Duration time, Supplier<Future<?>> call) {
    var loop = new ClosedLoop(time, call);
    List<Future<Void>> running = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      running.add(Loop.until(loop::askOnce));
    }
    return Future.join(running).map(ended -> loop.rate());
  }

  private Future<Boolean> askOnce() {
    return call.get().map(answer -> isOver());
  }

  private boolean isOver() {
    answered++;
    return System.nanoTime() - endsNanos >= 0;
  }

  private double rate() {
    return answered / ((System.nanoTime() - begunNanos) / 1e9);
  }
}
