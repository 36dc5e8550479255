package io.laminar.migration.verify;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Compares two stores that are being written.
 *
 * <p>First both are scanned into one digest per hash bucket; then, if any bucket differs, both are
 * scanned once more, and the keys of those buckets are {@linkplain CloserLook held against the
 * other store}. So it costs two scans at most, however many buckets differ, and look-ups for the
 * keys of those that do. Ranges are scanned side by side. Differences can be repaired from the
 * authority, deletes included. Memory does not grow with the store.
 *
 * <p>What is summed up is noted beside the data every few seconds, and a run that was interrupted
 * goes on from there. Meanwhile a member may have died between its two writes of a key; so whatever
 * was written since the comparison began is then looked at as well. Belongs to one context; one run
 * at a time.
 */
public final class Verifier {

  /** How many keys a range holds in memory at most, and so many differences are enough. */
  private static final int MAX_HELD = 50_000;

  /** Clocks of members may differ by so much; far more than a fleet allows. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final Parts parts;
  private final Store authority;
  private final Store other;
  private final Options options;
  private final Place place;
  private final int maxHeld;

  private long scanned;
  private long bothSizes;
  private long expected;
  private long startedMillis;

  /**
   * What every comparison works with.
   *
   * @param nowMillis the wall clock, since the epoch
   */
  public record Parts(Vertx vertx, Pace pace, Patience patience, LongSupplier nowMillis) {}

  /**
   * How to compare.
   *
   * @param ranges how many ranges of each store to scan side by side, where it can be split
   * @param pageSize entries per page
   * @param quiet longer than any write takes: how long to wait before a difference is looked at
   *     again
   * @param repair whether what differs is mended
   */
  public record Options(int ranges, int pageSize, Duration quiet, boolean repair) {}

  /**
   * Where it notes how far it is.
   *
   * @param checkpoints a store beside the data
   * @param plan what decides which keys are compared
   * @param authorityKey for what the authority holds; a legal key
   * @param otherKey for what the other store holds
   */
  public record Place(
      Store checkpoints, HybridClock clock, String plan, String authorityKey, String otherKey) {

    int buckets() {
      return Digests.bucketsFor(checkpoints);
    }
  }

  public Verifier(Parts parts, Store authority, Store other, Options options, Place place) {
    this(parts, authority, other, options, place, MAX_HELD);
  }

  /**
   * @param maxHeld how many keys a range may hold in memory
   */
  Verifier(Parts parts, Store authority, Store other, Options options, Place place, int maxHeld) {
    this.parts = parts;
    this.authority = authority;
    this.other = other;
    this.options = options;
    this.place = place;
    this.maxHeld = maxHeld;
  }

  /**
   * What has this version or a later one may be half written, though the sums of its bucket do not
   * tell: who summed up before may have died in between.
   *
   * @param began a version from before anything was summed up
   * @param quiet longer than any write takes
   */
  public static long since(long began, Duration quiet) {
    long millis = HybridClock.millisOf(began) - SKEW.toMillis() - quiet.toMillis();
    return HybridClock.atMicros(1_000 * Math.max(0, millis));
  }

  /** Makes the next run begin anew: what was summed up is no longer true. */
  public static Future<Void> forget(Place place, Patience patience) {
    List<String> keys = List.of(place.authorityKey(), place.otherKey());
    return patience.insist(
        "checkpoints of a comparison",
        () ->
            place
                .checkpoints()
                .getAll(keys)
                .compose(
                    found -> {
                      List<Future<Void>> removed = new ArrayList<>();
                      for (int i = 0; i < keys.size(); i++) {
                        if (found.get(i).isPresent() && !found.get(i).tombstone()) {
                          removed.add(
                              Overwrite.put(
                                  place.checkpoints(),
                                  place.clock(),
                                  keys.get(i),
                                  Entry::tombstone));
                        }
                      }
                      return Future.join(removed).mapEmpty();
                    }));
  }

  /** Compares everything; ends early when it has seen more differences than anybody could read. */
  public Future<VerifyReport> run() {
    scanned = 0;
    startedMillis = parts.nowMillis().getAsLong();
    return parts
        .patience()
        .insist("size of " + authority.name(), authority::estimateSize)
        .compose(
            size -> {
              bothSizes = 2 * size;
              expected = bothSizes;
              return bothDigests();
            });
  }

  /** How far it is; both stores count. */
  public Progress progress() {
    double seconds = (parts.nowMillis().getAsLong() - startedMillis) / 1e3;
    return new Progress(scanned, expected, seconds <= 0 ? 0 : scanned / seconds);
  }

  private Future<VerifyReport> bothDigests() {
    DigestScan wanted = digestsOf(authority, place.authorityKey());
    DigestScan there = digestsOf(other, place.otherKey());
    return Future.join(wanted.run(), there.run())
        .compose(
            both -> {
              BitSet differing = wanted.digests().differingFrom(there.digests());
              VerifyReport compared = VerifyReport.nothing().plusCompared(wanted.live());
              boolean resumed = wanted.isResumed() || there.isResumed();
              return differing.isEmpty() && !resumed
                  ? Future.succeededFuture(compared)
                  : drillDown(
                          differing,
                          resumed
                              ? since(Math.min(wanted.began(), there.began()), options.quiet())
                              : Long.MAX_VALUE)
                      .map(compared::plus);
            })
        .compose(report -> forget(place, parts.patience()).map(report));
  }

  private DigestScan digestsOf(Store store, String key) {
    return new DigestScan(parts, store, options, place, key, entries -> scanned += entries);
  }

  /** What stays different in the buckets that differ, and of what was written since a version. */
  private Future<VerifyReport> drillDown(BitSet buckets, long since) {
    expected += bothSizes; // both are walked once more
    Predicate<KeyedEntry> suspicious =
        keyed ->
            keyed.entry().version() >= since
                || buckets.get(Digests.bucketOf(keyed.key(), place.buckets()));
    // the other store second: what is mended by then needs no second look
    return look(authority, true, suspicious)
        .compose(first -> look(other, false, suspicious).map(first::plus));
  }

  private Future<VerifyReport> look(
      Store scannedStore, boolean ofAuthority, Predicate<KeyedEntry> suspicious) {
    List<CloserLook> looks = new ArrayList<>();
    var here = new CloserLook.Parts(parts, authority, other, ofAuthority);
    var how = new CloserLook.Options(options.quiet(), options.repair(), maxHeld, maxHeld);
    return scan(
            scannedStore,
            () -> {
              var look = new CloserLook(here, how, suspicious, VerifyReport.nothing());
              looks.add(look);
              return page ->
                  looks.stream().anyMatch(CloserLook::hasEnough)
                      ? Future.failedFuture(new EnoughException())
                      : look.take(page);
            })
        .recover(
            failure ->
                failure instanceof EnoughException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .map(
            done ->
                looks.stream()
                    .map(CloserLook::found)
                    .reduce(VerifyReport.nothing(), VerifyReport::plus));
  }

  /** It has seen enough. */
  private static final class EnoughException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EnoughException() {
      super("so many differences are enough", null, false, false);
    }
  }

  private interface Reader {
    Future<Void> take(Store.Page page);
  }

  private Future<Void> scan(Store store, Supplier<Reader> readers) {
    return parts
        .patience()
        .insist("ranges of " + store.name(), () -> store.ranges(options.ranges()))
        .compose(
            ranges -> {
              List<Reader> readerByRange = new ArrayList<>();
              for (int i = 0; i < ranges.size(); i++) {
                readerByRange.add(readers.get());
              }
              return Pages.walk(
                  store,
                  ranges,
                  Collections.nCopies(ranges.size(), ""),
                  0,
                  options.pageSize(),
                  parts.patience(),
                  (range, page) ->
                      readerByRange
                          .get(range)
                          .take(page)
                          .compose(
                              taken -> {
                                scanned += page.entries().size();
                                return parts.pace().after(page.entries().size());
                              }));
            });
  }
}
