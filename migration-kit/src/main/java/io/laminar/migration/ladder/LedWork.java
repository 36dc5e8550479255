package io.laminar.migration.ladder;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.VerifyReport;
import io.laminar.migration.workers.CopyWorker;
import io.laminar.migration.workers.LeaderParts;
import io.laminar.migration.workers.SharedComparison;
import io.laminar.migration.workers.SharedCopy;
import io.laminar.migration.workers.SharedJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The copy and the comparison as other processes carry them out, if the plan wants that. Belongs to
 * the ladder's context.
 */
final class LedWork {

  private final Vertx vertx;
  private final HybridClock clock;
  private final Time time;
  private final Pace pace;
  private final LadderOptions options;
  private final String plan;
  private Optional<SharedJob> underWay = Optional.empty();

  /**
   * @param plan its hash
   */
  LedWork(
      Vertx vertx, HybridClock clock, Time time, Pace pace, LadderOptions options, String plan) {
    this.vertx = vertx;
    this.clock = clock;
    this.time = time;
    this.pace = pace;
    this.options = options;
    this.plan = plan;
  }

  /** Hash of the plan; empty if there is none. */
  String plan() {
    return plan;
  }

  /** True if workers copy and compare. */
  boolean isWanted() {
    return options.workers().isPresent();
  }

  /** Who takes part in what is under way. */
  List<String> workers() {
    return underWay.map(SharedJob::workers).orElse(List.of());
  }

  /** What it waits for, in words; empty if it does not. */
  String waitingFor() {
    return underWay.map(SharedJob::waitingFor).orElse("");
  }

  /** Copies from the checkpoints; legacy values get the floor as their version. */
  Future<Checkpoint> copy(
      long floor, Store source, Store checkpoints, Activity activity, Patience patience) {
    var what =
        new SharedCopy.Options(
            CopyWorker.copyOf(options.name()), plan, options.workers().orElseThrow());
    return SharedCopy.open(parts(checkpoints, patience), source, what)
        .compose(copy -> during("copy from old by workers", copy, activity, () -> copy.run(floor)));
  }

  /** Compares, going on from where it was interrupted. */
  Future<VerifyReport> compare(
      Side authority,
      boolean repair,
      Function<Side, Store> stores,
      Store checkpoints,
      Activity activity,
      Patience patience) {
    var what =
        new SharedComparison.Options(
            CopyWorker.comparisonOf(options.name()),
            plan,
            options.workers().orElseThrow(),
            options.quiet());
    return SharedComparison.open(parts(checkpoints, patience), stores, what)
        .compose(
            comparison ->
                during(
                    "comparison of old and new by workers",
                    comparison,
                    activity,
                    () -> comparison.run(authority, repair)));
  }

  /** Makes the next copy begin anew. */
  Future<Void> forgetCopy(Store checkpoints, Patience patience) {
    return SharedCopy.forget(checkpoints, clock, CopyWorker.copyOf(options.name()), patience);
  }

  /** What was summed up of the stores is no longer true. */
  Future<Void> forgetComparison(Store checkpoints, Patience patience) {
    return SharedComparison.forget(
        parts(checkpoints, patience), CopyWorker.comparisonOf(options.name()));
  }

  private LeaderParts parts(Store checkpoints, Patience patience) {
    return new LeaderParts(vertx, checkpoints, clock, pace, patience, time::nanos);
  }

  private <T> Future<T> during(
      String doing, SharedJob job, Activity activity, Supplier<Future<T>> work) {
    underWay = Optional.of(job);
    return activity
        .during(doing, job::progress, work)
        .onComplete(ended -> underWay = Optional.empty())
        .eventually(job::close);
  }
}
