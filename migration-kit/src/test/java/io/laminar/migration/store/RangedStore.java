package io.laminar.migration.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;

/** A store that can be split: keys go to ranges by their hash. */
public final class RangedStore extends ForwardingStore {

  public RangedStore(Store store) {
    super(store);
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return Future.succeededFuture(
        IntStream.range(0, wanted).mapToObj(i -> i + " of " + wanted).toList());
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    String[] parts = range.split(" of ");
    int index = Integer.parseInt(parts[0]);
    int wanted = Integer.parseInt(parts[1]);
    return super.scan(range, cursor, sinceVersion, limit)
        .map(
            page ->
                new Page(
                    page.entries().stream()
                        .filter(keyed -> Math.floorMod(keyed.key().hashCode(), wanted) == index)
                        .toList(),
                    page.nextCursor()));
  }
}
