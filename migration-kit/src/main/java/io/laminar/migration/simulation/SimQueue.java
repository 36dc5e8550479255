package io.laminar.migration.simulation;

import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A durable queue of one partition. One of its consumers takes from it at a time; when that makes
 * no progress for a while another takes its place, and both may take the same for a moment.
 */
final class SimQueue {

  private static final long DEADLINE_NANOS = 50_000_000;
  private static final long MAX_WAY_NANOS = 1_000_000;
  private static final long SESSION_NANOS = 500_000_000;

  private record Item(String key, Entry entry) {}

  private record Consumer(SimLoop loop, Sides.Taker taker) {}

  private final Timeline timeline;
  private final List<Item> items = new ArrayList<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private int taken;
  private long generation;
  private boolean taking;

  SimQueue(Timeline timeline) {
    this.timeline = timeline;
  }

  /** The queue as a loop sees it. */
  WriteQueue of(SimLoop loop) {
    return new Producer(loop);
  }

  /** A loop takes part in the consuming. */
  Supplier<Future<Void>> take(SimLoop loop, Sides.Taker taker) {
    var consumer = new Consumer(loop, taker);
    consumers.add(consumer);
    pump();
    return () -> {
      consumers.remove(consumer);
      return Future.succeededFuture();
    };
  }

  private void pump() {
    if (taking || taken == items.size() || consumers.isEmpty()) {
      return;
    }
    taking = true;
    long now = ++generation;
    Consumer consumer = consumers.get(0);
    Item item = items.get(taken);
    timeline.after(
        wayNanos(),
        consumer.loop().process(),
        () ->
            consumer
                .taker()
                .take(item.key(), item.entry())
                .onSuccess(done -> timeline.after(wayNanos(), null, () -> taken(now))));
    timeline.after(SESSION_NANOS, null, () -> replace(now));
  }

  private void taken(long byGeneration) {
    if (byGeneration == generation) {
      taken++;
      taking = false;
      pump();
    }
  }

  private void replace(long silent) {
    if (silent == generation && taking) {
      generation++;
      taking = false;
      consumers.add(consumers.remove(0));
      pump();
    }
  }

  private long wayNanos() {
    return timeline.between(50_000, MAX_WAY_NANOS);
  }

  private final class Producer implements WriteQueue {

    private final SimLoop loop;

    Producer(SimLoop loop) {
      this.loop = loop;
    }

    @Override
    public Future<Place> append(String key, Entry entry) {
      Promise<Place> promise = Promise.promise();
      timeline.after(
          DEADLINE_NANOS,
          loop.process(),
          () ->
              promise.tryFail(
                  new StoreException(Kind.LATE, "queue", "append", "no answer in time", null)));
      timeline.after(
          wayNanos(),
          null,
          () -> {
            items.add(new Item(key, entry));
            var place = new Place(0, items.size() - 1);
            pump();
            timeline.after(wayNanos(), loop.process(), () -> promise.tryComplete(place));
          });
      return promise.future();
    }

    @Override
    public boolean isTaken(Place place) {
      return place.offset() < taken;
    }

    @Override
    public Future<Void> drained() {
      Promise<Void> promise = Promise.promise();
      timeline.after(wayNanos(), null, () -> await(items.size(), promise));
      return promise.future();
    }

    private void await(int size, Promise<Void> promise) {
      if (taken >= size) {
        timeline.after(wayNanos(), loop.process(), promise::tryComplete);
      } else {
        timeline.after(MAX_WAY_NANOS, null, () -> await(size, promise));
      }
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
