package io.laminar.migration.workers;

import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Digests;
import io.laminar.migration.verify.VerifyReport;
import io.laminar.migration.workers.CompareCheckpoint.Cursor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sums a range up.
 *
 * <p>The digests lie beside the checkpoint, in one of two places that only this claim writes, and
 * the checkpoint says which of them holds up to where. So a worker that stood still spoils nothing:
 * the checkpoint is no longer its to write.
 */
final class DigestJob implements RangeJob {

  /** So much is summed up again at most when a worker dies. */
  private static final long SAVE_NANOS = 3_000_000_000L;

  private final RangeWork.Parts parts;
  private final RangeOrder order;
  private final Task.Digest task;
  private final RangeJobs.Steering steering;
  private List<String> places = List.of();
  private CompareCheckpoint checkpoint = CompareCheckpoint.START;
  private Digests digests;
  private VerifyReport counted;
  private long savedNanos;

  DigestJob(
      RangeWork.Parts parts, RangeOrder order, Task.Digest task, RangeJobs.Steering steering) {
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
    String key = parts.board().rangeKey(order.run(), order.index()) + "." + version;
    places = List.of(key + ".a", key + ".b");
    return there
        .map(CompareCheckpoint::from)
        .orElse(CompareCheckpoint.START)
        .writing(places)
        .toBuffer();
  }

  @Override
  public Future<Boolean> run(Store checkpoints, Buffer claimed) {
    checkpoint = CompareCheckpoint.from(claimed);
    counted = checkpoint.found();
    savedNanos = parts.nanoTime().getAsLong();
    return digestsSoFar()
        .compose(
            soFar -> {
              digests = soFar;
              return RangeJobs.walk(
                  parts,
                  order,
                  task.side(),
                  checkpoint.cursor(),
                  steering,
                  page -> take(page, checkpoints));
            })
        .map(done -> checkpoint.finished());
  }

  private Future<Digests> digestsSoFar() {
    return checkpoint.digests().isEmpty()
        ? Future.succeededFuture(Digests.of(task.buckets()))
        : steering
            .patience()
            .insist("digests of " + order, () -> parts.board().read(checkpoint.digests()))
            .map(found -> found.map(Digests::from).orElseGet(this::anew));
  }

  /** Somebody removed what the checkpoint refers to. */
  private Digests anew() {
    checkpoint = CompareCheckpoint.START.writing(checkpoint.written());
    counted = checkpoint.found();
    return Digests.of(task.buckets());
  }

  private Future<Void> take(Store.Page page, Store checkpoints) {
    long now = HybridClock.millisOf(parts.board().clock().next());
    List<KeyedEntry> live =
        page.entries().stream().filter(keyed -> keyed.entry().isLive(now)).toList();
    live.forEach(digests::add);
    counted = counted.plus(new VerifyReport(live.size(), 0, Map.of(), 0, List.of()));
    checkpoint = checkpoint.after(page.entries().size());
    boolean due = parts.nanoTime().getAsLong() - savedNanos >= SAVE_NANOS;
    return page.isLast() || due
        ? saveDigests(page, checkpoints)
        : RangeJobs.save(parts, order, checkpoints, steering, checkpoint);
  }

  private Future<Void> saveDigests(Store.Page page, Store checkpoints) {
    String place = places.get(checkpoint.digests().equals(places.get(0)) ? 1 : 0);
    savedNanos = parts.nanoTime().getAsLong();
    return steering
        .patience()
        .insist("digests of " + order, () -> parts.board().write(place, digests.toBuffer()))
        .compose(
            written -> {
              var cursor = new Cursor(page.nextCursor(), page.isLast());
              checkpoint = checkpoint.upTo(cursor, counted, place);
              return RangeJobs.save(parts, order, checkpoints, steering, checkpoint);
            });
  }
}
