package io.laminar.migration.copy;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Copies every entry of a source to a target, tombstones included.
 *
 * <p>Each put is conditional, so live writes that are newer stay (race R1) and the copy may be
 * repeated. Entries of unknown age get the copy's <em>floor</em>: a version drawn before the first
 * live write reached the target, so that every live write beats them and what an earlier attempt
 * left behind does not (race R23). An entry that expired on the way is not written (race R4).
 *
 * <p>After each page a checkpoint is stored beside the target's data. While a store is away the
 * copy waits and says so; an entry that the target refuses becomes a dead letter in the checkpoint
 * and is never passed over in silence (race R16). Belongs to one context; one run at a time.
 */
public final class Copier {

  /** So many refused entries are no longer a few odd ones: something is wrong with the target. */
  private static final int MAX_DEAD = 1_000;

  private final Store source;
  private final Store target;
  private final Store checkpoints;
  private final HybridClock clock;
  private final Pace pace;
  private final Patience patience;
  private final LongSupplier nanoTime;
  private final Options options;

  private Checkpoint checkpoint;
  private long resumedAt;
  private long startedNanos;

  /**
   * @param checkpoints a store beside the target
   */
  public Copier(
      Store source,
      Store target,
      Store checkpoints,
      HybridClock clock,
      Pace pace,
      Patience patience,
      LongSupplier nanoTime,
      Options options) {
    this.source = source;
    this.target = target;
    this.checkpoints = checkpoints;
    this.clock = clock;
    this.pace = pace;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.options = options;
  }

  /**
   * How to copy.
   *
   * @param name identifies the checkpoint; a legal key
   * @param ranges how many ranges to copy side by side, where the source can be split
   * @param pageSize entries per page
   * @param sinceVersion entries with a lower version are left out; 0 = everything
   */
  public record Options(String name, int ranges, int pageSize, long sinceVersion) {}

  /** Copies, going on from the checkpoint if there is one; done when every range is. */
  public Future<Checkpoint> run(long floor) {
    startedNanos = nanoTime.getAsLong();
    return patience
        .insist("checkpoint of " + options.name(), () -> checkpoints.get(options.name()))
        .compose(
            stored ->
                stored.isLive(HybridClock.millisOf(clock.next()))
                    ? Future.succeededFuture(Checkpoint.from(stored.value()))
                    : begin(floor))
        .compose(this::copyFrom);
  }

  /** Forgets the checkpoint, so that the next run begins anew. */
  public Future<Void> forget() {
    checkpoint = null;
    return Overwrite.put(checkpoints, clock, options.name(), Entry::tombstone);
  }

  /** How far it is. */
  public Progress progress() {
    if (checkpoint == null) {
      return Progress.NONE;
    }
    double seconds = (nanoTime.getAsLong() - startedNanos) / 1e9;
    double rate = seconds <= 0 ? 0 : (checkpoint.handled() - resumedAt) / seconds;
    return new Progress(checkpoint.handled(), checkpoint.expected(), rate);
  }

  private Future<Checkpoint> begin(long floor) {
    return patience.insist(
        "start of " + options.name(),
        () ->
            Future.all(source.ranges(options.ranges()), source.estimateSize())
                .map(both -> Checkpoint.start(both.resultAt(0), floor, both.resultAt(1))));
  }

  private Future<Checkpoint> copyFrom(Checkpoint start) {
    checkpoint = start;
    resumedAt = start.handled();
    return Pages.walk(
            source,
            start.ranges(),
            start.cursors(),
            options.sinceVersion(),
            options.pageSize(),
            patience,
            this::copyPage)
        .map(done -> checkpoint);
  }

  private Future<Void> copyPage(int range, Store.Page page) {
    List<KeyedEntry> entries = new ArrayList<>(page.entries().size());
    long now = HybridClock.millisOf(clock.next());
    for (KeyedEntry keyed : page.entries()) {
      if (!keyed.entry().isExpired(now)) {
        entries.add(withFloor(keyed));
      }
    }
    int expired = page.entries().size() - entries.size();
    return put(entries)
        .compose(
            result -> {
              checkpoint =
                  checkpoint.after(
                      range,
                      page.nextCursor(),
                      result.written(),
                      expired + result.stale(),
                      result.dead());
              return save();
            })
        .compose(saved -> pace.after(page.entries().size()));
  }

  private KeyedEntry withFloor(KeyedEntry keyed) {
    return keyed.entry().version() == Entry.LEGACY_VERSION
        ? new KeyedEntry(keyed.key(), keyed.entry().withVersion(checkpoint.floor()))
        : keyed;
  }

  private record PutResult(int written, int stale, List<String> dead) {
    PutResult plus(PutResult other) {
      List<String> both = new ArrayList<>(dead);
      both.addAll(other.dead);
      return new PutResult(written + other.written, stale + other.stale, both);
    }
  }

  private Future<PutResult> put(List<KeyedEntry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture(new PutResult(0, 0, List.of()));
    }
    return patience
        .insist("copy to " + target.name(), () -> target.putAllIfNewer(entries))
        .map(
            written -> {
              int count = (int) written.stream().filter(each -> each).count();
              return new PutResult(count, written.size() - count, List.of());
            })
        .recover(refused -> oneByOne(entries, refused));
  }

  /** The target refused the page: finds the entries that it refuses by halving. */
  private Future<PutResult> oneByOne(List<KeyedEntry> entries, Throwable refused) {
    if (!(refused instanceof StoreException) && !(refused instanceof IllegalArgumentException)) {
      return Future.failedFuture(refused);
    }
    if (checkpoint.dead().size() >= MAX_DEAD) {
      return Future.failedFuture(
          new IllegalStateException(
              options.name() + " stopped: " + MAX_DEAD + " entries were refused", refused));
    }
    if (entries.size() == 1) {
      return Future.succeededFuture(
          new PutResult(0, 0, List.of(entries.get(0).key() + ": " + refused.getMessage())));
    }
    int half = entries.size() / 2;
    return put(entries.subList(0, half))
        .compose(first -> put(entries.subList(half, entries.size())).map(first::plus));
  }

  private Future<Void> save() {
    return patience.insist(
        "checkpoint of " + options.name(),
        () ->
            Overwrite.put(
                checkpoints,
                clock,
                options.name(),
                version -> Entry.of(checkpoint.toBuffer(), version)));
  }
}
