package io.laminar.migration.workers;

import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** How a {@link Task} is done with one range. Belongs to one context; one attempt at a time. */
interface RangeJob {

  /** True if there is nothing left to do. */
  boolean isFinished(Buffer checkpoint);

  /**
   * The checkpoint with which the range becomes this worker's.
   *
   * @param there what whoever had it before left
   * @param version under which it is written; no other claim has it
   */
  Buffer claimed(Optional<Buffer> there, long version);

  /**
   * Goes on from the checkpoint.
   *
   * @param checkpoints in which the range's own checkpoint belongs to whoever claimed it last
   * @return true if there is nothing left to do
   */
  Future<Boolean> run(Store checkpoints, Buffer checkpoint);
}
