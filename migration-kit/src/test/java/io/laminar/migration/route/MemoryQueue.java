package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** A queue in memory with one partition, that one taker empties. Thread-safe. */
final class MemoryQueue implements WriteQueue {

  private record Item(String key, Entry entry) {}

  private final Deque<Item> items = new ArrayDeque<>();

  private record Waiting(long end, Promise<Void> drained) {}

  private final List<Waiting> draining = new ArrayList<>();
  private long appended;
  private long taken;
  private boolean taking;
  private Context context;
  private Sides.Taker taker;

  @Override
  public synchronized Future<Place> append(String key, Entry entry) {
    items.add(new Item(key, entry));
    appended++;
    wake();
    return Future.succeededFuture(new Place(0, appended - 1));
  }

  @Override
  public synchronized boolean isTaken(Place place) {
    return taken > place.offset();
  }

  @Override
  public synchronized Future<Void> drained() {
    if (taken == appended) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    draining.add(new Waiting(appended, promise));
    return promise.future();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  synchronized Supplier<Future<Void>> takeOn(Vertx vertx, Sides.Taker newTaker) {
    context = vertx.getOrCreateContext();
    taker = newTaker;
    wake();
    return () -> {
      stop();
      return Future.succeededFuture();
    };
  }

  private synchronized void stop() {
    taker = null;
  }

  private void wake() {
    if (!taking && taker != null && !items.isEmpty()) {
      taking = true;
      context.runOnContext(here -> takeAll());
    }
  }

  /** All that is there, at once: the version decides. */
  private void takeAll() {
    List<Item> batch;
    Sides.Taker now;
    synchronized (this) {
      batch = List.copyOf(items);
      now = taker;
    }
    if (now == null) {
      return;
    }
    Future.join(batch.stream().map(item -> now.take(item.key(), item.entry())).toList())
        .onComplete(ended -> ended(ended.succeeded() ? batch.size() : 0));
  }

  private void ended(int count) {
    List<Waiting> done;
    synchronized (this) {
      taking = false;
      for (int i = 0; i < count; i++) {
        items.poll();
      }
      taken += count;
      done = draining.stream().filter(each -> each.end() <= taken).toList();
      draining.removeAll(done);
      wake();
    }
    done.forEach(each -> each.drained().tryComplete());
  }
}
