package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A cell of one store, some keys of which the next publication may send to the other: it does what
 * the policy says while the process surely follows the newest one, and else treats those keys as if
 * they were in either store. Then a write is acknowledged when both have it, and a read takes the
 * newer of both. The other store is opened when that is first needed.
 */
final class Doubted {

  private final List<Doubt> doubts;
  private final Standing standing;
  private final HybridClock clock;
  private final Sides sides;

  Doubted(List<Doubt> doubts, Standing standing, HybridClock clock, Sides sides) {
    this.doubts = doubts;
    this.standing = standing;
    this.clock = clock;
    this.sides = sides;
  }

  Reader reads(Reader asPlanned) {
    return new Reads(asPlanned);
  }

  Writer writes(Writer asPlanned) {
    return new Writes(asPlanned);
  }

  /**
   * Compares and sets in the store of the policy; a failure if that may not be the right one.
   *
   * @param swap made at once, or not at all
   */
  Future<Boolean> alone(String key, Supplier<Future<Boolean>> swap) {
    return isUnsure(key)
        ? Future.failedFuture(unsure(key))
        : swap.get()
            .compose(
                done ->
                    isUnsure(key)
                        ? Future.failedFuture(unsure(key))
                        : Future.succeededFuture(done));
  }

  private boolean isUnsure(String key) {
    if (standing.isCurrent()) {
      return false;
    }
    long asOf = standing.currentAsOfMicros();
    for (Doubt doubt : doubts) {
      if (asOf <= doubt.settledMicros() && doubt.keys().selects(key)) {
        return true;
      }
    }
    return false;
  }

  private <T> Future<T> withBoth(java.util.function.BiFunction<Store, Store, Future<T>> use) {
    return sides
        .whenOpen(Side.OLD)
        .compose(old -> sides.whenOpen(Side.NEW).compose(other -> use.apply(old, other)));
  }

  private static StoreException unsure(String key) {
    return new StoreException(
        StoreException.Kind.LATE,
        "both stores",
        "compare-and-set " + key,
        "this process may not have heard of the newest step, so the key may be in either store; it"
            + " may have happened; try again when the control store answers",
        null);
  }

  /** A read that began in time may be answered late: it overlaps what was written meanwhile. */
  private final class Reads implements Reader {

    private final Reader asPlanned;

    Reads(Reader asPlanned) {
      this.asPlanned = asPlanned;
    }

    @Override
    public Future<Entry> get(String key) {
      return isUnsure(key)
          ? withBoth((old, other) -> new Reader.Newest(old, other).get(key))
          : asPlanned.get(key);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      List<String> unsure = new ArrayList<>();
      for (String key : keys) {
        if (isUnsure(key)) {
          unsure.add(key);
        }
      }
      if (unsure.isEmpty()) {
        return asPlanned.getAll(keys);
      }
      List<String> sure = new ArrayList<>(keys);
      sure.removeAll(unsure);
      Future<List<Entry>> planned =
          sure.isEmpty() ? Future.succeededFuture(List.of()) : asPlanned.getAll(sure);
      Future<List<Entry>> newest =
          withBoth((old, other) -> new Reader.Newest(old, other).getAll(unsure));
      return Future.all(planned, newest)
          .map(both -> inOrder(keys, sure, planned.result(), unsure, newest.result()));
    }

    private static List<Entry> inOrder(
        List<String> keys,
        List<String> ones,
        List<Entry> first,
        List<String> others,
        List<Entry> second) {
      return keys.stream()
          .map(
              key -> {
                int at = ones.indexOf(key);
                return at >= 0 ? first.get(at) : second.get(others.indexOf(key));
              })
          .toList();
    }
  }

  /** What was begun in time and ended when it was not any more is made again, as a newer write. */
  private final class Writes implements Writer {

    private final Writer asPlanned;

    Writes(Writer asPlanned) {
      this.asPlanned = asPlanned;
    }

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return isUnsure(key)
          ? inBoth(key, entry)
          : asPlanned
              .put(key, entry)
              .compose(
                  written ->
                      isUnsure(key)
                          ? inBoth(key, entry.withVersion(clock.next()))
                          : Future.succeededFuture(written));
    }

    private Future<Boolean> inBoth(String key, Entry entry) {
      return withBoth(
          (old, other) ->
              old.putIfNewer(key, entry)
                  .compose(first -> other.putIfNewer(key, entry).map(also -> first && also)));
    }
  }
}
