package io.laminar.migration.verify;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.KeyedEntry;
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
 * authority, deletes included. Memory does not grow with the store. Belongs to one context; one run
 * at a time.
 */
public final class Verifier {

  /** How many keys a range holds in memory at most, and so many differences are enough. */
  private static final int MAX_HELD = 50_000;

  private final Parts parts;
  private final Store authority;
  private final Store other;
  private final Options options;
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

  public Verifier(Parts parts, Store authority, Store other, Options options) {
    this(parts, authority, other, options, MAX_HELD);
  }

  /**
   * @param maxHeld how many keys a range may hold in memory
   */
  Verifier(Parts parts, Store authority, Store other, Options options, int maxHeld) {
    this.parts = parts;
    this.authority = authority;
    this.other = other;
    this.options = options;
    this.maxHeld = maxHeld;
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
    var counted = new long[1];
    var wanted = Digests.of(Digests.MOST);
    var there = Digests.of(Digests.MOST);
    return Future.join(
            scan(
                authority,
                () ->
                    page -> {
                      counted[0] += addLive(page, wanted);
                      return Future.succeededFuture();
                    }),
            scan(
                other,
                () ->
                    page -> {
                      addLive(page, there);
                      return Future.succeededFuture();
                    }))
        .compose(
            both -> {
              BitSet differing = wanted.differingFrom(there);
              VerifyReport compared = VerifyReport.nothing().plusCompared(counted[0]);
              return differing.isEmpty()
                  ? Future.succeededFuture(compared)
                  : drillDown(differing).map(compared::plus);
            });
  }

  private long addLive(Store.Page page, Digests digests) {
    long now = parts.nowMillis().getAsLong();
    List<KeyedEntry> live =
        page.entries().stream().filter(keyed -> keyed.entry().isLive(now)).toList();
    live.forEach(digests::add);
    return live.size();
  }

  /** What stays different in the buckets that differ. */
  private Future<VerifyReport> drillDown(BitSet buckets) {
    expected += bothSizes; // both are walked once more
    Predicate<KeyedEntry> suspicious =
        keyed -> buckets.get(Digests.bucketOf(keyed.key(), Digests.MOST));
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
