package io.laminar.migration.workers;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.copy.Copier;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** Copies a range with the ordinary {@link Copier}. */
record CopyJob(RangeWork.Parts parts, RangeOrder order, Task.Copy task, RangeJobs.Steering steering)
    implements RangeJob {

  @Override
  public boolean isFinished(Buffer checkpoint) {
    return Checkpoint.from(checkpoint).isFinished();
  }

  @Override
  public Buffer claimed(Optional<Buffer> there, long version) {
    return there.orElseGet(
        () -> Checkpoint.start(List.of(order.range()), task.floor(), task.expected()).toBuffer());
  }

  @Override
  public Future<Boolean> run(Store checkpoints, Buffer checkpoint) {
    var copier =
        new Copier(
            parts.source(),
            new FreshTarget(parts.target(), parts.watch()::isFresh),
            checkpoints,
            parts.board().clock(),
            steering.pace(),
            steering.patience(),
            parts.nanoTime(),
            new Copier.Options(
                parts.board().rangeKey(order.run(), order.index()), 1, parts.pageSize(), 0));
    return copier.run(task.floor()).map(Checkpoint::isFinished);
  }
}
