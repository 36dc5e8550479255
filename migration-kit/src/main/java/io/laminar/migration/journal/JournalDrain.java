package io.laminar.migration.journal;

import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.verify.Repair;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Brings the keys of a journal up to date in the store that is behind.
 *
 * <p>A mark is taken away only when it is older than the quiet time: a write that was given up for
 * late may still arrive in one store until then (race R8), and the key is compared again after it.
 * Belongs to one context.
 */
public final class JournalDrain {

  private static final int BATCH = 100;

  private final DirtyJournal journal;
  private final Repair repair;
  private final Duration quiet;
  private final LongSupplier nowMillis;

  /**
   * @param quiet longer than any write can still be under way after it was given up
   */
  public JournalDrain(DirtyJournal journal, Repair repair, Duration quiet, LongSupplier nowMillis) {
    this.journal = journal;
    this.repair = repair;
    this.quiet = quiet;
    this.nowMillis = nowMillis;
  }

  /**
   * Repairs a batch of marked keys and clears the marks that are old enough.
   *
   * @return how many marks were found; 0 = the journal is empty. Fails if a store is away
   */
  public Future<Integer> once() {
    return journal
        .some(BATCH)
        .compose(
            marks -> {
              List<Future<Void>> drains = new ArrayList<>(marks.size());
              marks.forEach(mark -> drains.add(drain(mark)));
              return Future.join(drains).map(marks.size());
            });
  }

  private Future<Void> drain(KeyedEntry mark) {
    long ageMillis = nowMillis.getAsLong() - HybridClock.millisOf(mark.entry().version());
    return repair
        .repair(mark.key())
        .compose(
            result ->
                result != Repair.Result.IN_FLUX && ageMillis > quiet.toMillis()
                    ? journal.clear(mark)
                    : Future.<Void>succeededFuture());
  }
}
