package io.laminar.migration.verify;

import io.laminar.migration.scan.Pages;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Sums one store up, several ranges side by side, and goes on from a checkpoint if there is one.
 * Belongs to one context; one run.
 */
final class DigestScan {

  /** So much is summed up again at most after a crash. */
  private static final long SAVE_MILLIS = 3_000;

  private final Verifier.Parts parts;
  private final Store store;
  private final Verifier.Options options;
  private final Verifier.Place place;
  private final String key;
  private final IntConsumer scanned;

  private Digests digests;
  private List<String> ranges = List.of();
  private List<String> cursors = List.of();
  private long live;
  private long began;
  private boolean resumed;
  private long savedMillis;
  private boolean saving;

  /**
   * @param place where its checkpoint lies
   * @param scanned told how many entries each page had
   */
  DigestScan(
      Verifier.Parts parts,
      Store store,
      Verifier.Options options,
      Verifier.Place place,
      String key,
      IntConsumer scanned) {
    this.parts = parts;
    this.store = store;
    this.options = options;
    this.place = place;
    this.key = key;
    this.scanned = scanned;
  }

  Digests digests() {
    return digests;
  }

  /** Live entries in all. */
  long live() {
    return live;
  }

  /** A version from before anything was summed up. */
  long began() {
    return began;
  }

  /** True if a part of it was summed up by an earlier run, which did not end. */
  boolean isResumed() {
    return resumed;
  }

  Future<Void> run() {
    savedMillis = parts.nowMillis().getAsLong();
    return parts
        .patience()
        .insist("checkpoint " + key, () -> place.checkpoints().getAll(List.of(key)))
        .compose(
            found -> {
              Optional<DigestCheckpoint> there = usable(found.get(0));
              there.ifPresent(this::goOn);
              return there.isPresent() ? Future.succeededFuture() : begin();
            })
        .compose(
            begun ->
                Pages.walk(
                    store,
                    ranges,
                    new ArrayList<>(cursors),
                    0,
                    options.pageSize(),
                    parts.patience(),
                    this::take));
  }

  private Optional<DigestCheckpoint> usable(Entry entry) {
    return entry.isPresent() && !entry.tombstone()
        ? Optional.of(DigestCheckpoint.from(entry.value()))
            .filter(there -> there.plan().equals(place.plan()))
            .filter(there -> there.digests().length() == place.buckets() * Long.BYTES)
        : Optional.empty();
  }

  private void goOn(DigestCheckpoint there) {
    resumed = true;
    began = there.began();
    ranges = there.ranges();
    cursors = new ArrayList<>(there.cursors());
    live = there.live();
    digests = Digests.from(there.digests());
  }

  private Future<Void> begin() {
    began = place.clock().next();
    digests = Digests.of(place.buckets());
    return parts
        .patience()
        .insist("ranges of " + store.name(), () -> store.ranges(options.ranges()))
        .map(
            found -> {
              ranges = found;
              cursors = new ArrayList<>(Collections.nCopies(found.size(), ""));
              return null;
            });
  }

  private Future<Void> take(int range, Store.Page page) {
    long now = parts.nowMillis().getAsLong();
    for (KeyedEntry keyed : page.entries()) {
      if (keyed.entry().isLive(now)) {
        digests.add(keyed);
        live++;
      }
    }
    cursors.set(range, page.isLast() ? null : page.nextCursor());
    scanned.accept(page.entries().size());
    Future<Void> saved =
        saving || now - savedMillis < SAVE_MILLIS ? Future.succeededFuture() : save(now);
    return saved.compose(done -> parts.pace().after(page.entries().size()));
  }

  private Future<Void> save(long now) {
    saving = true;
    savedMillis = now;
    var checkpoint =
        new DigestCheckpoint(place.plan(), began, ranges, cursors, live, digests.toBuffer());
    return parts
        .patience()
        .insist(
            "checkpoint " + key,
            () ->
                Overwrite.put(
                    place.checkpoints(),
                    place.clock(),
                    key,
                    version -> Entry.of(checkpoint.toBuffer(), version)))
        .onComplete(ended -> saving = false);
  }
}
