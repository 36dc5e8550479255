package io.laminar.migration.verify;

import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Does something with a list, so many at a time. */
final class Batches {

  private Batches() {}

  static <T> Future<Void> each(List<T> all, int size, Function<List<T>, Future<Void>> handling) {
    var next = new AtomicInteger();
    return Loop.until(
        () -> {
          int from = next.getAndAdd(size);
          return from >= all.size()
              ? Future.succeededFuture(true)
              : handling.apply(all.subList(from, Math.min(all.size(), from + size))).map(false);
        });
  }
}
