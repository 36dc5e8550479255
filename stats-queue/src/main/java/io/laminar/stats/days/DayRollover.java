package io.laminar.stats.days;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.stats.days.DayPlan.Place;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Two stores as one: the date in a key says which of them has it.
 *
 * <p>A key never has two homes, so nothing is copied, and a counter may be added to by operations
 * that only the store itself can tell apart. Belongs to one context, as every store does.
 */
public final class DayRollover implements Store {

  private static final String FIRST_RANGE = "first:";
  private static final String OTHER_RANGE = "other:";

  private final Store first;
  private final Optional<Store> other;
  private DayPlan plan;

  DayRollover(Store first, Optional<Store> other, DayPlan plan) {
    this.first = first;
    this.other = other;
    this.plan = plan;
  }

  /**
   * Follows another plan from now on.
   *
   * @throws IllegalStateException if it needs a store that is not there
   */
  void follow(DayPlan next) {
    if (next.needsOther() && other.isEmpty()) {
      throw new IllegalStateException(
          "the plan of days ("
              + next
              + ") needs a second store, which this process does not know: "
              + DaysOptions.OTHER.key());
    }
    plan = next;
  }

  @Override
  public String name() {
    return "days:" + first.name() + other.map(store -> "|" + store.name()).orElse("");
  }

  @Override
  public Future<Entry> get(String key) {
    return at(key, store -> store.get(key));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    List<Future<Entry>> gets = new ArrayList<>(keys.size());
    for (String key : keys) {
      gets.add(at(key, store -> store.getAll(List.of(key)).map(entries -> entries.get(0))));
    }
    return Future.join(gets).map(all -> all.<Entry>list());
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return at(key, store -> store.putIfNewer(key, entry));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    List<Future<Boolean>> puts = new ArrayList<>(entries.size());
    entries.forEach(keyed -> puts.add(putIfNewer(keyed.key(), keyed.entry())));
    return Future.join(puts).map(all -> all.<Boolean>list());
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return at(key, store -> store.compareAndSet(key, expected, next));
  }

  @Override
  public Future<Long> add(String key, long delta, String operationId, long version) {
    return at(key, store -> store.add(key, delta, operationId, version));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return at(key, store -> store.purge(key, version));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return first
        .ranges(wanted)
        .compose(
            ofFirst ->
                other
                    .map(store -> store.ranges(wanted))
                    .orElse(Future.succeededFuture(List.of()))
                    .map(
                        ofOther -> {
                          List<String> all = new ArrayList<>();
                          ofFirst.forEach(range -> all.add(FIRST_RANGE + range));
                          ofOther.forEach(range -> all.add(OTHER_RANGE + range));
                          return all;
                        }));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    if (range.startsWith(OTHER_RANGE) && other.isPresent()) {
      return other.get().scan(range.substring(OTHER_RANGE.length()), cursor, sinceVersion, limit);
    }
    return range.startsWith(FIRST_RANGE)
        ? first.scan(range.substring(FIRST_RANGE.length()), cursor, sinceVersion, limit)
        : Future.failedFuture(new IllegalArgumentException("no range of " + name() + ": " + range));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return first
        .sweep(limit)
        .compose(
            swept ->
                other
                    .map(store -> store.sweep(limit))
                    .orElse(Future.succeededFuture(0))
                    .map(more -> swept + more));
  }

  @Override
  public Future<Long> estimateSize() {
    return first
        .estimateSize()
        .compose(
            size ->
                other
                    .map(Store::estimateSize)
                    .orElse(Future.succeededFuture(0L))
                    .map(more -> size + more));
  }

  /** Those of the first store. */
  @Override
  public Capabilities capabilities() {
    return first.capabilities();
  }

  @Override
  public Future<Void> close() {
    return first.close().eventually(() -> other.map(Store::close).orElse(Future.succeededFuture()));
  }

  private <T> Future<T> at(String key, Function<Store, Future<T>> operation) {
    try {
      Place place = plan.placeOf(DayKeys.dayOf(key));
      // a plan that needs the other store is only followed where there is one
      return operation.apply(place == Place.OTHER ? other.orElseThrow() : first);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }
}
