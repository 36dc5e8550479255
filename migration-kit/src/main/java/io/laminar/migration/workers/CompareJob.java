package io.laminar.migration.workers;

import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.CloserLook;
import io.laminar.migration.verify.Digests;
import io.laminar.migration.verify.Verifier;
import io.laminar.migration.workers.CompareCheckpoint.Cursor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Holds the suspicious entries of a range against the other store. */
final class CompareJob implements RangeJob {

  /** Keys that one range may hold in memory, and differences that are enough of one range. */
  private static final int MOST = 10_000;

  private final RangeWork.Parts parts;
  private final RangeOrder order;
  private final Task.Compare task;
  private final RangeJobs.Steering steering;
  private CompareCheckpoint checkpoint = CompareCheckpoint.START;

  CompareJob(
      RangeWork.Parts parts, RangeOrder order, Task.Compare task, RangeJobs.Steering steering) {
    this.parts = parts;
    this.order = order;
    this.task = task;
    this.steering = steering;
  }

  @Override
  public boolean isFinished(Buffer checkpoint) {
    return CompareCheckpoint.from(checkpoint).finished();
  }

  @Override
  public Buffer claimed(Optional<Buffer> there, long version) {
    return there.orElseGet(CompareCheckpoint.START::toBuffer);
  }

  @Override
  public Future<Boolean> run(Store checkpoints, Buffer claimed) {
    checkpoint = CompareCheckpoint.from(claimed);
    var look =
        new CloserLook(
            new CloserLook.Parts(
                new Verifier.Parts(
                    parts.vertx(), steering.pace(), steering.patience(), this::nowMillis),
                RangeJobs.storeOf(parts, task.authority()),
                new FreshTarget(
                    RangeJobs.storeOf(parts, task.authority().other()), parts.watch()::isFresh),
                task.side() == task.authority()),
            new CloserLook.Options(task.quiet(), task.repair(), MOST, MOST),
            this::isSuspicious,
            checkpoint.found());
    return RangeJobs.walk(
            parts,
            order,
            task.side(),
            checkpoint.cursor(),
            steering,
            page -> take(page, look, checkpoints))
        .map(done -> checkpoint.finished());
  }

  private boolean isSuspicious(KeyedEntry keyed) {
    return keyed.entry().version() >= task.since()
        || task.differing().get(Digests.bucketOf(keyed.key(), task.buckets()));
  }

  private long nowMillis() {
    return HybridClock.millisOf(parts.board().clock().next());
  }

  private Future<Void> take(Store.Page page, CloserLook look, Store checkpoints) {
    if (checkpoint.finished()) {
      return Future.succeededFuture(); // it has seen enough
    }
    return look.take(page)
        .compose(
            taken -> {
              checkpoint = checkpoint.after(page.entries().size());
              if (look.isSettled()) {
                var cursor = new Cursor(page.nextCursor(), page.isLast() || look.hasEnough());
                checkpoint = checkpoint.upTo(cursor, look.found(), "");
              }
              return RangeJobs.save(parts, order, checkpoints, steering, checkpoint);
            });
  }
}
