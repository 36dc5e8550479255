package io.laminar.migration.copy;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Rewrites every value of a store in the notation that is written now, where it lies.
 *
 * <p>By compare-and-set on what was read, under the same version and expiry: a write that comes in
 * between stays, and is in the right notation already (race R20). A value that has no form in that
 * notation stays as it is. Running it again changes nothing, so it needs no checkpoint. Belongs to
 * one context; one run at a time.
 */
public final class Converter {

  private final Store store;
  private final Conversion conversion;
  private final int pageSize;
  private final Pace pace;
  private final Patience patience;
  private final LongSupplier nanoTime;
  private long handled;
  private long converted;
  private long expected;
  private long startedNanos;

  /**
   * @param conversion how values are written now
   */
  public Converter(
      Store store,
      Conversion conversion,
      int pageSize,
      Pace pace,
      Patience patience,
      LongSupplier nanoTime) {
    this.store = store;
    this.conversion = conversion;
    this.pageSize = pageSize;
    this.pace = pace;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /**
   * Rewrites what needs it.
   *
   * @return how many values were rewritten
   */
  public Future<Long> run() {
    startedNanos = nanoTime.getAsLong();
    return patience
        .insist(
            "ranges of " + store.name(), () -> Future.all(store.ranges(1), store.estimateSize()))
        .compose(
            both -> {
              List<String> ranges = both.resultAt(0);
              expected = both.<Long>resultAt(1);
              return Pages.walk(
                  store,
                  ranges,
                  Collections.nCopies(ranges.size(), ""),
                  0,
                  pageSize,
                  patience,
                  (range, page) -> convert(page.entries()));
            })
        .map(done -> converted);
  }

  /** How far it is. */
  public Progress progress() {
    double seconds = (nanoTime.getAsLong() - startedNanos) / 1e9;
    return new Progress(handled, expected, seconds <= 0 ? 0 : handled / seconds);
  }

  private Future<Void> convert(List<KeyedEntry> entries) {
    List<Future<Void>> rewrites = new ArrayList<>();
    for (KeyedEntry keyed : entries) {
      Entry entry = keyed.entry();
      Buffer wanted = entry.tombstone() ? entry.value() : rewritten(entry.value());
      if (!wanted.equals(entry.value())) {
        rewrites.add(rewrite(keyed, entry.withValue(wanted)));
      }
    }
    handled += entries.size();
    return Future.join(rewrites).compose(done -> pace.after(entries.size()));
  }

  private Buffer rewritten(Buffer stored) {
    return conversion.toStore(Conversion.READ_BOTH.fromStore(stored));
  }

  private Future<Void> rewrite(KeyedEntry seen, Entry next) {
    return patience
        .insist(
            "conversion in " + store.name(),
            () -> store.compareAndSet(seen.key(), seen.entry(), next))
        .map(
            set -> {
              converted += set ? 1 : 0;
              return null;
            });
  }
}
