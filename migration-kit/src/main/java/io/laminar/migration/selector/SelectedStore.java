package io.laminar.migration.selector;

import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;

/** A store whose scans show only the keys that move; everything else goes straight through. */
public final class SelectedStore extends ForwardingStore {

  private final Selector selector;

  private SelectedStore(Store whole, Selector selector) {
    super(whole);
    this.selector = selector;
  }

  /** The selected keys of a store. */
  public static Store of(Store whole, Selector selector) {
    return selector.equals(Selector.ALL) ? whole : new SelectedStore(whole, selector);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return super.scan(range, cursor, sinceVersion, limit)
        .map(
            page ->
                new Page(
                    page.entries().stream().filter(keyed -> selector.selects(keyed.key())).toList(),
                    page.nextCursor()));
  }
}
