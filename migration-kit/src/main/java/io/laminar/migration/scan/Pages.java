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
        int range = i;
        String name = ranges.get(i);
        var walk =
            new Walk(
                store.name(),
                cursor -> store.scan(name, cursor, sinceVersion, limit),
                patience,
                page -> handler.handle(range, page),
                cursors.get(i));
        walks.add(Loop.until(walk::nextPage));
      }
    }
    return Future.join(walks).mapEmpty();
  }

  private interface Scan {
    Future<Store.Page> from(String cursor);
  }

  private interface Handling {
    Future<Void> of(Store.Page page);
  }

  /** One range on its way. */
  private static final class Walk {

    private final String storeName;
    private final Scan scan;
    private final Patience patience;
    private final Handling handling;
    private String cursor;

    Walk(String storeName, Scan scan, Patience patience, Handling handling, String cursor) {
      this.storeName = storeName;
      this.scan = scan;
      this.patience = patience;
      this.handling = handling;
      this.cursor = cursor;
    }

    /** Handles one page; true if it was the last one. */
    Future<Boolean> nextPage() {
      return patience
          .insist("scan of " + storeName, () -> scan.from(cursor))
          .compose(
              page -> {
                cursor = page.nextCursor();
                return handling.of(page).map(handled -> page.isLast());
              });
    }
  }
}
