package io.laminar.migration.ladder;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.workers.CopyWorker;
import io.laminar.migration.workers.SharedCopy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * A copy that other processes carry out, if the plan wants that. Belongs to the ladder's context.
 */
final class LedCopy {

  private final Vertx vertx;
  private final HybridClock clock;
  private final Time time;
  private final Pace pace;
  private final LadderOptions options;
  private final String plan;
  private Optional<SharedCopy> underWay = Optional.empty();

  /**
   * @param plan its hash
   */
  LedCopy(
      Vertx vertx, HybridClock clock, Time time, Pace pace, LadderOptions options, String plan) {
    this.vertx = vertx;
    this.clock = clock;
    this.time = time;
    this.pace = pace;
    this.options = options;
    this.plan = plan;
  }

  /** True if workers copy. */
  boolean isWanted() {
    return options.workers().isPresent();
  }

  /** Who takes part in the copy that is under way. */
  List<String> workers() {
    return underWay.map(SharedCopy::workers).orElse(List.of());
  }

  /** What it waits for, in words; empty if it does not. */
  String waitingFor() {
    return underWay.map(SharedCopy::waitingFor).orElse("");
  }

  /** Copies from the checkpoints; legacy values get the floor as their version. */
  Future<Checkpoint> run(
      long floor, Store source, Store checkpoints, Activity activity, Patience patience) {
    var parts =
        new SharedCopy.Parts(vertx, source, checkpoints, clock, pace, patience, time::nanos);
    var what =
        new SharedCopy.Options(
            CopyWorker.copyOf(options.name()), plan, options.workers().orElseThrow());
    return SharedCopy.open(parts, what)
        .compose(
            copy -> {
              underWay = Optional.of(copy);
              return activity
                  .during("copy from old by workers", copy::progress, () -> copy.run(floor))
                  .onComplete(ended -> underWay = Optional.empty())
                  .eventually(copy::close);
            });
  }

  /** Makes the next run begin anew. */
  Future<Void> forget(Store checkpoints, Patience patience) {
    return SharedCopy.forget(checkpoints, clock, CopyWorker.copyOf(options.name()), patience);
  }
}
