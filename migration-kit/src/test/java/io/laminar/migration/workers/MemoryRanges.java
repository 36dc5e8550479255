package io.laminar.migration.workers;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps what is handed out, for a test to give to workers, or gives it to them. */
final class MemoryRanges implements RangeQueue {

  final List<RangeOrder> published = new CopyOnWriteArrayList<>();
  final List<String> workers = new CopyOnWriteArrayList<>();
  volatile Consumer<RangeOrder> taker = order -> {};

  @Override
  public int partitions() {
    return 4;
  }

  @Override
  public Future<Void> publish(List<RangeOrder> orders) {
    published.addAll(orders);
    orders.forEach(taker);
    return Future.succeededFuture();
  }

  @Override
  public Future<List<String>> workers() {
    return Future.succeededFuture(List.copyOf(workers));
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
