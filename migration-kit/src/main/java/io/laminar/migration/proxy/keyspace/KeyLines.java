package io.laminar.migration.proxy.keyspace;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The order of operations on each key: those that change it run alone, in the order they came;
 * those that read it run side by side between them.
 *
 * <p>A client that sends {@code GET}, {@code SET} and {@code GET} at once thus sees what it would
 * see of a Redis, and changes of this event loop to one key do not race each other to
 * compare-and-set. Operations on different keys never wait for each other. Belongs to one event
 * loop.
 */
final class KeyLines {

  private static final class Line {
    private final Queue<Waiting> waiting = new ArrayDeque<>(2);
    private int reading;
    private boolean changing;
    private boolean moving;

    boolean admits(boolean changes) {
      return !changing && (!changes || reading == 0);
    }
  }

  private record Waiting(boolean changes, Runnable start) {}

  private final Map<String, Line> lineByKey = new HashMap<>();

  /** Runs an operation beside other readings of the key. */
  <T> Future<T> reading(String key, Deadline deadline, Supplier<Future<T>> operation) {
    return enter(key, false, deadline, operation);
  }

  /** Runs an operation alone. */
  <T> Future<T> changing(String key, Deadline deadline, Supplier<Future<T>> operation) {
    return enter(key, true, deadline, operation);
  }

  /** How many keys have operations under way. */
  int keys() {
    return lineByKey.size();
  }

  private <T> Future<T> enter(
      String key, boolean changes, Deadline deadline, Supplier<Future<T>> operation) {
    Line line = lineByKey.computeIfAbsent(key, unknown -> new Line());
    if (line.waiting.isEmpty() && line.admits(changes)) {
      return begin(key, line, changes, operation);
    }
    Promise<T> promise = Promise.promise();
    Runnable start =
        () -> {
          Supplier<Future<T>> chosen = deadline.hasPassed() ? () -> late(key) : operation;
          begin(key, line, changes, chosen).onComplete(promise);
        };
    line.waiting.add(new Waiting(changes, start));
    return promise.future();
  }

  private <T> Future<T> begin(
      String key, Line line, boolean changes, Supplier<Future<T>> operation) {
    if (changes) {
      line.changing = true;
    } else {
      line.reading++;
    }
    Future<T> running;
    try {
      running = operation.get();
    } catch (RuntimeException e) {
      running = Future.failedFuture(e);
    }
    return running.onComplete(ended -> end(key, line, changes));
  }

  private void end(String key, Line line, boolean changed) {
    if (changed) {
      line.changing = false;
    } else {
      line.reading--;
    }
    if (line.moving) {
      return; // one that ends at once, within the loop below, which goes on
    }
    line.moving = true;
    while (!line.waiting.isEmpty() && line.admits(line.waiting.peek().changes)) {
      line.waiting.remove().start.run();
    }
    line.moving = false;
    if (line.waiting.isEmpty() && !line.changing && line.reading == 0) {
      lineByKey.remove(key, line);
    }
  }

  private static <T> Future<T> late(String key) {
    return Future.failedFuture(
        new StoreException(
            Kind.OVERLOADED,
            "proxy",
            "work on " + key,
            "others on the same key took all the time there was; nothing was done",
            null));
  }
}
