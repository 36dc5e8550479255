package io.laminar.migration.scan;

import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Walks all ranges of a store, several at a time, page by page. */
public final class Pages {

  private Pages() {}

  /** What is done with each page. */
  public interface PageHandler {

    /**
     * Handles one page; the next one of its range is read when this is done.
     *
     * @param range index of the range among {@code ranges}
     */
    Future<Void> handle(int range, Store.Page page);
  }

  /**
   * Walks each range from its cursor to its end.
   *
   * @param cursors where each range begins: empty for its start, {@code null} to leave it out
   * @param patience reads a page again when the store is down for a while
   */
  public static Future<Void> walk(
      Store store,
      List<String> ranges,
      List<String> cursors,
      long sinceVersion,
      int limit,
      Patience patience,
      PageHandler handler) {
    List<Future<Void>> walks = new ArrayList<>(ranges.size());
    for (int i = 0; i < ranges.size(); i++) {
      if (cursors.get(i) != null) {
        var walk = new Walk(store, ranges.get(i), i, sinceVersion, limit, patience, handler);
        walks.add(walk.from(cursors.get(i)));
      }
    }
    return Future.join(walks).mapEmpty();
  }

  private record Walk(
      Store store,
      String range,
      int index,
      long sinceVersion,
      int limit,
      Patience patience,
      PageHandler handler) {

    Future<Void> from(String cursor) {
      return patience
          .insist("scan of " + store.name(), () -> store.scan(range, cursor, sinceVersion, limit))
          .compose(
              page ->
                  handler
                      .handle(index, page)
                      .compose(
                          done ->
                              page.isLast()
                                  ? Future.<Void>succeededFuture()
                                  : from(page.nextCursor())));
    }
  }
}
