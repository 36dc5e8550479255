package io.laminar.migration.verify;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Compares two stores that are being written.
 *
 * <p>First both are scanned into one digest per hash bucket; then the buckets that differ are
 * scanned again, key by key, as many buckets at a time as fit into memory; then each suspected key
 * is read from both stores, several times with a pause longer than a write takes, and only what
 * differs every time is reported (race R22). Differences can be repaired from the authority,
 * deletes included. Memory grows with the differences, not with the store. Belongs to one context;
 * one run at a time.
 */
public final class Verifier {

  /** How often a difference must be seen before it is believed. */
  private static final int LOOKS = 3;

  private static final int LOOK_BATCH = 200;

  /** How many keys are held in memory at a time. */
  private static final int MAX_HELD = 200_000;

  private final Vertx vertx;
  private final Store authority;
  private final Store other;
  private final Pace pace;
  private final Patience patience;
  private final LongSupplier nowMillis;
  private final Options options;
  private final int maxHeld;

  private long scanned;
  private long suspected;
  private long bothSizes;
  private long expected;
  private long startedMillis;

  /**
   * How to compare.
   *
   * @param pageSize entries per page
   * @param quiet longer than any write takes: how long to wait before a difference is looked at
   *     again
   * @param repair whether what differs is mended
   */
  public record Options(int pageSize, Duration quiet, boolean repair) {}

  public Verifier(
      Vertx vertx,
      Store authority,
      Store other,
      Pace pace,
      Patience patience,
      LongSupplier nowMillis,
      Options options) {
    this(vertx, authority, other, pace, patience, nowMillis, options, MAX_HELD);
  }

  /**
   * @param maxHeld how many keys may be held in memory at a time
   */
  Verifier(
      Vertx vertx,
      Store authority,
      Store other,
      Pace pace,
      Patience patience,
      LongSupplier nowMillis,
      Options options,
      int maxHeld) {
    this.vertx = vertx;
    this.authority = authority;
    this.other = other;
    this.pace = pace;
    this.patience = patience;
    this.nowMillis = nowMillis;
    this.options = options;
    this.maxHeld = maxHeld;
  }

  /** Compares everything; ends early when it has found more differences than it can hold. */
  public Future<VerifyReport> run() {
    scanned = 0;
    suspected = 0;
    startedMillis = nowMillis.getAsLong();
    var counted = new long[1];
    return patience
        .insist("size of " + authority.name(), authority::estimateSize)
        .compose(
            size -> {
              bothSizes = 2 * size;
              expected = bothSizes;
              return Future.join(digest(authority, counted), digest(other, new long[1]));
            })
        .compose(both -> closerLook(both.resultAt(0), both.resultAt(1)))
        .compose(found -> report(counted[0], found));
  }

  /** How far it is; both stores count. */
  public Progress progress() {
    double seconds = (nowMillis.getAsLong() - startedMillis) / 1e3;
    return new Progress(scanned, expected, seconds <= 0 ? 0 : scanned / seconds);
  }

  private Future<Digests> digest(Store store, long[] counted) {
    var digests = new Digests();
    return scan(
            store,
            keyed -> {
              counted[0]++;
              digests.add(Digests.bucketOf(keyed.key()), Digests.of(keyed));
            })
        .map(digests);
  }

  /** What stays different in the buckets that differ. */
  private Future<Map<String, Difference>> closerLook(Digests wanted, Digests there) {
    Map<String, Difference> found = new HashMap<>();
    BitSet left = wanted.differingFrom(there);
    return Loop.until(
            () -> {
              BitSet some = takeSome(left, wanted, there);
              if (some.isEmpty() || found.size() >= maxHeld) {
                return Future.succeededFuture(true);
              }
              return suspects(some)
                  .compose(
                      suspects -> {
                        suspected += suspects.size();
                        return believe(suspects);
                      })
                  .map(
                      believed -> {
                        found.putAll(believed);
                        return false;
                      });
            })
        .map(found);
  }

  /** Takes away the first bucket, and more as long as the keys of all fit into memory. */
  private BitSet takeSome(BitSet left, Digests wanted, Digests there) {
    var taken = new BitSet(Digests.BUCKETS);
    long held = 0;
    for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
      held += wanted.countOf(i) + there.countOf(i);
      if (held > maxHeld && !taken.isEmpty()) {
        break;
      }
      taken.set(i);
      left.clear(i);
    }
    return taken;
  }

  private Future<List<String>> suspects(BitSet buckets) {
    expected += bothSizes; // both are walked once more
    // a key that both stores show alike adds its digest and takes it away again
    Map<String, Long> balanceByKey = new HashMap<>();
    return scan(authority, keyed -> balance(balanceByKey, buckets, keyed, 1))
        .compose(done -> scan(other, keyed -> balance(balanceByKey, buckets, keyed, -1)))
        .map(done -> new ArrayList<>(balanceByKey.keySet()));
  }

  private static void balance(
      Map<String, Long> balanceByKey, BitSet buckets, KeyedEntry keyed, int sign) {
    if (buckets.get(Digests.bucketOf(keyed.key()))) {
      balanceByKey.merge(
          keyed.key(), sign * Digests.of(keyed), (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
    }
  }

  private interface LiveEntries {
    void take(KeyedEntry keyed);
  }

  private Future<Void> scan(Store store, LiveEntries live) {
    return patience
        .insist("ranges of " + store.name(), () -> store.ranges(1))
        .compose(
            ranges ->
                Pages.walk(
                    store,
                    ranges,
                    Collections.nCopies(ranges.size(), ""),
                    0,
                    options.pageSize(),
                    patience,
                    (range, page) -> {
                      long now = nowMillis.getAsLong();
                      for (KeyedEntry keyed : page.entries()) {
                        if (keyed.entry().isLive(now)) {
                          live.take(keyed);
                        }
                      }
                      scanned += page.entries().size();
                      return pace.after(page.entries().size());
                    }));
  }

  /**
   * A difference as it was seen once.
   *
   * @param version what the other store held
   */
  private record Sighting(Difference kind, long version) {}

  /**
   * Reads the keys from both stores and keeps those that differ, several times over. Where the
   * other store holds something else each time, the key is being written in both and every look
   * fell between the two writes: that is no difference (race R22).
   */
  private Future<Map<String, Difference>> believe(List<String> keys) {
    return believe(keys, Map.of(), 1);
  }

  private Future<Map<String, Difference>> believe(
      List<String> keys, Map<String, Sighting> before, int look) {
    Map<String, Sighting> found = new HashMap<>();
    return lookAt(keys, found)
        .compose(
            done -> {
              found
                  .entrySet()
                  .removeIf(
                      seen ->
                          look > 1
                              && before.get(seen.getKey()).version() != seen.getValue().version());
              if (found.isEmpty() || look == LOOKS) {
                Map<String, Difference> believed = new HashMap<>();
                found.forEach((key, seen) -> believed.put(key, seen.kind()));
                return Future.succeededFuture(believed);
              }
              return vertx
                  .timer(Math.max(1, options.quiet().toMillis()))
                  .compose(quiet -> believe(List.copyOf(found.keySet()), found, look + 1));
            });
  }

  private Future<Void> lookAt(List<String> keys, Map<String, Sighting> found) {
    var next = new AtomicInteger();
    return Loop.until(
        () -> {
          int from = next.getAndAdd(LOOK_BATCH);
          return from >= keys.size()
              ? Future.succeededFuture(true)
              : lookAtSome(keys.subList(from, Math.min(keys.size(), from + LOOK_BATCH)), found)
                  .map(false);
        });
  }

  private Future<Void> lookAtSome(List<String> some, Map<String, Sighting> found) {
    return patience
        .insist("comparison", () -> Future.all(authority.getAll(some), other.getAll(some)))
        .map(
            both -> {
              List<Entry> wanted = both.resultAt(0);
              List<Entry> there = both.resultAt(1);
              long now = nowMillis.getAsLong();
              for (int i = 0; i < some.size(); i++) {
                String key = some.get(i);
                long version = there.get(i).version();
                Difference.between(wanted.get(i), there.get(i), now)
                    .ifPresent(kind -> found.put(key, new Sighting(kind, version)));
              }
              return null;
            });
  }

  private Future<VerifyReport> report(long compared, Map<String, Difference> found) {
    var counts = new EnumMap<Difference, Long>(Difference.class);
    found.values().forEach(kind -> counts.merge(kind, 1L, Long::sum));
    List<String> keys = List.copyOf(found.keySet());
    List<String> examples = keys.subList(0, Math.min(VerifyReport.MAX_EXAMPLES, keys.size()));
    Future<Long> repaired = options.repair() ? mend(keys) : Future.succeededFuture(0L);
    return repaired.map(count -> new VerifyReport(compared, suspected, counts, count, examples));
  }

  private Future<Long> mend(List<String> keys) {
    var repair = new Repair(vertx, authority, other, options.quiet(), nowMillis);
    var left = keys.iterator();
    var mended = new AtomicLong();
    return Loop.until(
            () ->
                left.hasNext()
                    ? mendOne(repair, left.next(), mended).map(false)
                    : Future.succeededFuture(true))
        .map(done -> mended.get());
  }

  private Future<Void> mendOne(Repair repair, String key, AtomicLong mended) {
    return patience
        .insist("repair", () -> repair.repair(key))
        .compose(
            result -> {
              if (result == Repair.Result.MENDED) {
                mended.incrementAndGet();
              }
              return pace.after(1);
            });
  }
}
