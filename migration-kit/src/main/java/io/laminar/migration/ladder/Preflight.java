package io.laminar.migration.ladder;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Looks, before anything is written to the new store, whether what is in the old one fits there.
 *
 * <p>Samples a few pages spread over the old store's ranges: it can find what does not fit, it
 * cannot prove that everything does; the copier keeps what it meets later apart (race R16). Whether
 * a key is legal the new store says itself, to a look-up. Belongs to one context; one use.
 */
final class Preflight {

  /** So many pages are read at most, whatever the size of the store. */
  static final int PAGES = 16;

  private static final int PAGE_SIZE = 250;
  private static final int EXAMPLES = 3;

  private final Store source;
  private final Store target;
  private final Patience patience;
  private final Map<String, String> problemByKey = new LinkedHashMap<>();
  private int sampled;

  Preflight(Store source, Store target, Patience patience) {
    this.source = source;
    this.target = target;
    this.patience = patience;
  }

  /** Fails if something in the sample does not fit: with examples, sizes, and what is allowed. */
  Future<Void> run() {
    return patience
        .insist("ranges of " + source.name(), () -> source.ranges(PAGES))
        .compose(this::sample)
        .compose(done -> verdict());
  }

  /** Entries looked at so far. */
  int sampled() {
    return sampled;
  }

  private Future<Void> sample(List<String> ranges) {
    int ranged = Math.min(PAGES, ranges.size());
    int pagesEach = PAGES / Math.max(1, ranged);
    var chosen =
        IntStream.range(0, ranged)
            .mapToObj(i -> ranges.get((int) ((long) i * ranges.size() / ranged)))
            .iterator();
    return Loop.until(
        () ->
            chosen.hasNext()
                ? pages(chosen.next(), pagesEach).map(false)
                : Future.succeededFuture(true));
  }

  private Future<Void> pages(String range, int pages) {
    String[] cursor = {""};
    int[] left = {pages};
    return Loop.until(
        () ->
            patience
                .insist(
                    "scan of " + source.name(), () -> source.scan(range, cursor[0], 0, PAGE_SIZE))
                .compose(
                    page -> {
                      cursor[0] = page.nextCursor();
                      left[0]--;
                      return check(page.entries()).map(page.isLast() || left[0] == 0);
                    }));
  }

  private Future<Void> check(List<KeyedEntry> entries) {
    sampled += entries.size();
    for (KeyedEntry keyed : entries) {
      try {
        target.capabilities().requireFits(keyed.key(), keyed.entry());
      } catch (IllegalArgumentException e) {
        problemByKey.putIfAbsent(keyed.key(), e.getMessage());
      }
    }
    return checkKeys(entries.stream().map(KeyedEntry::key).toList());
  }

  /** The store refuses a page with an illegal key: finds those that it refuses by halving. */
  private Future<Void> checkKeys(List<String> keys) {
    if (keys.isEmpty()) {
      return Future.succeededFuture();
    }
    return patience
        .insist("look-up in " + target.name(), () -> target.getAll(keys))
        .<Void>mapEmpty()
        .recover(
            cause -> {
              if (!(cause instanceof IllegalArgumentException)) {
                return Future.failedFuture(cause);
              }
              if (keys.size() == 1) {
                problemByKey.putIfAbsent(keys.get(0), cause.getMessage());
                return Future.succeededFuture();
              }
              int half = keys.size() / 2;
              return checkKeys(keys.subList(0, half))
                  .compose(first -> checkKeys(keys.subList(half, keys.size())));
            });
  }

  private Future<Void> verdict() {
    if (problemByKey.isEmpty()) {
      return Future.succeededFuture();
    }
    String examples =
        problemByKey.values().stream().limit(EXAMPLES).collect(Collectors.joining("; "));
    return Future.failedFuture(
        new IllegalStateException(
            "preflight: "
                + problemByKey.size()
                + " of "
                + sampled
                + " sampled entries of "
                + source.name()
                + " do not fit into "
                + target.name()
                + ": "
                + examples
                + (problemByKey.size() > EXAMPLES ? "; …" : "")
                + ". Nothing was written; shorten or remove them, or choose another store"));
  }
}
