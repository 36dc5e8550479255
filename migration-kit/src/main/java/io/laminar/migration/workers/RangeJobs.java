package io.laminar.migration.workers;

import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;

/** Makes the {@link RangeJob} of an order, and holds what several of them do alike. */
final class RangeJobs {

  /**
   * What holds a job back.
   *
   * @param patience ends when the range is given back
   */
  record Steering(Pace pace, Patience patience) {}

  private RangeJobs() {}

  static RangeJob of(RangeWork.Parts parts, RangeOrder order, Steering steering) {
    if (order.task() instanceof Task.Copy task) {
      return new CopyJob(parts, order, task, steering);
    }
    if (order.task() instanceof Task.Digest task) {
      return new DigestJob(parts, order, task, steering);
    }
    return new CompareJob(parts, order, (Task.Compare) order.task(), steering);
  }

  static Store storeOf(RangeWork.Parts parts, Side side) {
    return side == Side.OLD ? parts.source() : parts.target();
  }

  interface PageHandler {
    Future<Void> handle(Store.Page page);
  }

  /** Walks the range of an order, from a cursor on. */
  static Future<Void> walk(
      RangeWork.Parts parts,
      RangeOrder order,
      Side side,
      String cursor,
      Steering steering,
      PageHandler handler) {
    return Pages.walk(
        storeOf(parts, side),
        List.of(order.range()),
        Collections.singletonList(cursor),
        0,
        parts.pageSize(),
        steering.patience(),
        (range, page) ->
            handler.handle(page).compose(handled -> steering.pace().after(page.entries().size())));
  }

  static Future<Void> save(
      RangeWork.Parts parts,
      RangeOrder order,
      Store checkpoints,
      Steering steering,
      CompareCheckpoint checkpoint) {
    String key = parts.board().rangeKey(order.run(), order.index());
    return steering
        .patience()
        .insist(
            "checkpoint " + key,
            () ->
                Overwrite.put(
                    checkpoints,
                    parts.board().clock(),
                    key,
                    version -> Entry.of(checkpoint.toBuffer(), version)));
  }
}
