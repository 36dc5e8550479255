package io.laminar.migration.workers;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a comparison leaves beside the new store. Belongs to one context. */
record Leftovers(Board board, Patience patience) {

  /** Digests are large: so many are looked at together. */
  private static final int BATCH = 8;

  /** Removes those of several runs, one after another. */
  Future<Void> remove(List<Long> runs, int ranges) {
    var left = runs.iterator();
    return Loop.until(
        () ->
            left.hasNext() ? remove(left.next(), ranges).map(false) : Future.succeededFuture(true));
  }

  /** Removes the checkpoints of a run's ranges, and the digests that they name. */
  Future<Void> remove(long run, int ranges) {
    List<String> keys =
        IntStream.range(0, ranges).mapToObj(index -> board.rangeKey(run, index)).toList();
    return patience
        .insist("old checkpoints of " + board.copy(), () -> board.store().getAll(keys))
        .compose(
            found -> {
              List<String> all = new ArrayList<>();
              found.forEach(
                  entry ->
                      Board.valueOf(entry)
                          .map(CompareCheckpoint::from)
                          .ifPresent(checkpoint -> all.addAll(checkpoint.written())));
              all.addAll(keys); // last, for they name the others
              return purge(all);
            });
  }

  private Future<Void> purge(List<String> keys) {
    var next = new int[1];
    return Loop.until(
        () -> {
          int from = next[0];
          next[0] += BATCH;
          return from >= keys.size()
              ? Future.succeededFuture(true)
              : patience
                  .insist(
                      "old checkpoints of " + board.copy(),
                      () -> board.purge(keys.subList(from, Math.min(keys.size(), from + BATCH))))
                  .map(false);
        });
  }
}
