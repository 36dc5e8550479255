package io.laminar.migration.couchbase;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages of keys in order, out of scans that have none.
 *
 * <p>A scan of Couchbase asks every partition, whatever the range, and gives the keys of one
 * partition after those of another; a scan per page would cost a second each and could not be
 * resumed. So keys are read by the block: some {@value #BLOCK} at once, sorted here, then given out
 * page by page. Where a block may end is guessed from a sample of keys; if it was too far, the
 * block is cut. A cursor is the last key given, so another instance, which has not read the block,
 * can go on from it. A key that exists all the time is in the block that its place falls into.
 *
 * <p>Belongs to one context. Holds one block per range that is being scanned.
 */
final class KeyPages {

  /** Keys that a block should have: a few MB. */
  static final int BLOCK = 20_000;

  private static final int MOST = 4 * BLOCK;
  private static final int SAMPLED = 10_000;

  private final KeyScan scan;
  private final Map<String, Block> blockByRange = new HashMap<>();
  private Samples samples;

  KeyPages(KeyScan scan) {
    this.scan = scan;
  }

  /**
   * Splits all keys into ranges with about as many each.
   *
   * @return {@code "from to"}: the keys after {@code from} up to and including {@code to}; either
   *     may be empty
   */
  Future<List<String>> ranges(int wanted, Documents documents) {
    return documents
        .count()
        .compose(this::freshSamples)
        .map(
            drawn -> {
              List<String> ranges = new ArrayList<>(wanted);
              String from = "";
              for (int i = 1; i < wanted && !drawn.keys.isEmpty(); i++) {
                String to = drawn.keys.get((int) ((long) i * drawn.keys.size() / wanted));
                if (KeyOrder.INSTANCE.compare(from, to) < 0) {
                  ranges.add(from + " " + to);
                  from = to;
                }
              }
              ranges.add(from + " ");
              return ranges;
            });
  }

  /**
   * @param next the cursor of the next page; empty after the last
   */
  record KeyPage(List<String> keys, String next) {}

  /**
   * The next keys of a range.
   *
   * @param documents how many the bucket holds, asked for only if a block must be read
   * @throws IllegalArgumentException if the range is none
   */
  Future<KeyPage> page(String range, String cursor, int limit, Documents documents) {
    int space = range.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("no such range: " + range);
    }
    String after = cursor.isEmpty() ? range.substring(0, space) : cursor;
    String end = range.substring(space + 1);
    Block there = blockByRange.get(range);
    if (there != null && there.covers(after)) {
      return Future.succeededFuture(cut(range, end, there, after, limit));
    }
    return known(documents)
        .compose(drawn -> read(after, end, drawn.blockEnd(after, end)))
        .map(
            block -> {
              blockByRange.put(range, block);
              return cut(range, end, block, after, limit);
            });
  }

  /** Asks how many documents there are. */
  interface Documents {
    Future<Long> count();
  }

  /** How many documents there are: exactly if they are few, else as the server counts at times. */
  Future<Long> size(Documents documents) {
    return scan.sample(SAMPLED)
        .compose(
            drawn -> {
              long all = drawn.keys().size() + drawn.foreign();
              return all < SAMPLED / 2 // a sample of many may be a little short of what was wanted
                  ? Future.succeededFuture(all)
                  : documents.count().map(counted -> Math.max(all, counted));
            });
  }

  private KeyPage cut(String range, String end, Block block, String after, int limit) {
    int from = block.placeAfter(after);
    int to = Math.min(block.keys.size(), from + limit);
    List<String> keys = List.copyOf(block.keys.subList(from, to));
    if (to < block.keys.size()) {
      return new KeyPage(keys, block.keys.get(to - 1));
    }
    blockByRange.remove(range);
    return new KeyPage(keys, block.to.equals(end) ? "" : block.to);
  }

  private Future<Block> read(String after, String end, String to) {
    return scan.between(after, to, MOST)
        .compose(
            found -> {
              List<String> sorted = new ArrayList<>(found.keys());
              sorted.sort(KeyOrder.INSTANCE);
              return found.isAll()
                  ? Future.succeededFuture(new Block(after, to, sorted))
                  : read(after, end, sorted.get(sorted.size() / 2 - 1));
            });
  }

  private Future<Samples> known(Documents documents) {
    return samples == null
        ? documents.count().compose(this::freshSamples)
        : Future.succeededFuture(samples);
  }

  private Future<Samples> freshSamples(long documents) {
    return scan.sample(SAMPLED)
        .map(
            drawn -> {
              List<String> keys = new ArrayList<>(drawn.keys());
              keys.sort(KeyOrder.INSTANCE);
              int all = Math.max(1, keys.size() + drawn.foreign());
              samples = new Samples(keys, Math.max(1, documents / all));
              return samples;
            });
  }

  /**
   * @param keys sorted
   * @param apart about how many keys lie from one to the next
   */
  private record Samples(List<String> keys, long apart) {

    /** A key about a block after the given one, or the end of the range if that comes first. */
    String blockEnd(String after, String end) {
      long place = placeAfter(keys, after) + Math.max(1, BLOCK / apart);
      if (place >= keys.size()) {
        return end;
      }
      String key = keys.get((int) place);
      return end.isEmpty() || KeyOrder.INSTANCE.compare(key, end) < 0 ? key : end;
    }
  }

  /** All keys after {@code from} up to and including {@code to} (empty: to the last), sorted. */
  private record Block(String from, String to, List<String> keys) {

    boolean covers(String after) {
      return KeyOrder.INSTANCE.compare(from, after) <= 0
          && (to.isEmpty() || KeyOrder.INSTANCE.compare(after, to) < 0);
    }

    int placeAfter(String after) {
      return KeyPages.placeAfter(keys, after);
    }
  }

  private static int placeAfter(List<String> sorted, String after) {
    int place = java.util.Collections.binarySearch(sorted, after, KeyOrder.INSTANCE);
    return place >= 0 ? place + 1 : -place - 1;
  }
}
