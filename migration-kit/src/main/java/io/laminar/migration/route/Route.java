package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy compiled for one event loop, and the writes under way in it. Only what is read by other
 * threads is immutable; the rest belongs to the loop.
 */
final class Route {

  private final Policy policy;
  private final Path only; // null if keys must be told apart
  private final Path[] paths;
  private final Promise<Void> drained = Promise.promise();
  private int writesUnderWay;
  private boolean retired;

  Route(Policy policy, Path[] paths) {
    this.policy = policy;
    this.paths = paths;
    this.only = paths.length == 1 ? paths[0] : null;
  }

  Policy policy() {
    return policy;
  }

  /** What all keys take that no other cell selects. */
  Path common() {
    return paths[paths.length - 1];
  }

  Future<Entry> get(String key) {
    return path(key).get(key);
  }

  Future<List<Entry>> getAll(List<String> keys) {
    return only != null ? only.getAll(keys) : getApart(keys);
  }

  Future<Boolean> put(String key, Entry entry) {
    Path path = path(key);
    Future<Boolean> write = path.writer().put(key, entry);
    return path.counted() ? underWay(write) : write;
  }

  Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    Path path = path(key);
    if (!path.alone()) {
      return Future.failedFuture(
          new UnsupportedOperationException(
              "compare-and-set of "
                  + key
                  + ": not while reads go to "
                  + path.cell().reads()
                  + " and writes to "
                  + path.cell().writes()));
    }
    return underWay(path.swaps().guard(key, () -> path.store().compareAndSet(key, expected, next)));
  }

  /** No new operation will come; done when the writes under way have ended. */
  Future<Void> retire() {
    retired = true;
    if (writesUnderWay == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  private Path path(String key) {
    return only != null ? only : choose(key);
  }

  private Path choose(String key) {
    for (Path path : paths) {
      if (path.selector().selects(key)) {
        return path;
      }
    }
    return common();
  }

  private Future<List<Entry>> getApart(List<String> keys) {
    Map<Path, List<Integer>> placesByPath = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      placesByPath.computeIfAbsent(choose(keys.get(i)), path -> new ArrayList<>()).add(i);
    }
    List<Future<List<Entry>>> answers = new ArrayList<>();
    placesByPath.forEach(
        (path, places) -> answers.add(path.getAll(places.stream().map(keys::get).toList())));
    return Future.all(answers)
        .map(all -> inOrder(keys.size(), all.list(), List.copyOf(placesByPath.values())));
  }

  private static List<Entry> inOrder(
      int size, List<List<Entry>> answers, List<List<Integer>> places) {
    Entry[] ordered = new Entry[size];
    for (int i = 0; i < answers.size(); i++) {
      for (int j = 0; j < answers.get(i).size(); j++) {
        ordered[places.get(i).get(j)] = answers.get(i).get(j);
      }
    }
    return List.of(ordered);
  }

  private Future<Boolean> underWay(Future<Boolean> write) {
    writesUnderWay++;
    return write.onComplete(ended -> writeEnded());
  }

  private void writeEnded() {
    writesUnderWay--;
    if (retired && writesUnderWay == 0) {
      drained.tryComplete();
    }
  }
}
