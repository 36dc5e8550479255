package io.laminar.deploy.bench;

import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The fastest copy that the clients alone can do on one event loop: while pages are written the
 * next ones are read. It knows no conflict, no expiry and no checkpoint. Used once.
 */
final class RawCopy {

  /** Pages that may be read and not written yet. */
  private static final int AHEAD = 4;

  private final RawEnd from;
  private final RawEnd to;
  private final int pageSize;
  private final Deque<Future<?>> writes = new ArrayDeque<>();
  private String cursor = "";

  private RawCopy(RawEnd from, RawEnd to, int pageSize) {
    this.from = from;
    this.to = to;
    this.pageSize = pageSize;
  }

  /** Done when everything is written; fails as the first read or write that fails. */
  static Future<Void> run(RawEnd from, RawEnd to, int pageSize) {
    var copy = new RawCopy(from, to, pageSize);
    return Loop.until(copy::nextPage);
  }

  private Future<Boolean> nextPage() {
    return from.read(cursor, pageSize)
        .compose(
            page -> {
              cursor = page.next();
              writes.add(to.write(page));
              return cursor.isEmpty()
                  ? Future.join(writes.stream().toList()).map(true)
                  : room().map(false);
            });
  }

  private Future<?> room() {
    return writes.size() < AHEAD ? Future.succeededFuture() : writes.remove();
  }
}
