package io.laminar.migration.verify;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Holds the pages of one range of one store against the other store, side by side, and judges what
 * differs.
 *
 * <p>Of a page only the suspicious entries are looked up in the other store. What differs is read
 * from both stores at once, and then again twice, each time after a pause longer than a write
 * takes; only what differs every time is a difference (race R22). The pauses are shared by as many
 * keys as may be held, so memory does not grow with the store, nor with the differences. Belongs to
 * one context; one page at a time.
 */
public final class CloserLook {

  /** How often a difference must be seen before it is believed. */
  private static final int LOOKS = 3;

  private static final int LOOK_BATCH = 200;

  /**
   * What it works with.
   *
   * @param authority what it holds is right
   * @param ofAuthority whether the pages are the authority's, or the other store's
   */
  public record Parts(Verifier.Parts shared, Store authority, Store other, boolean ofAuthority) {}

  /**
   * How far it goes.
   *
   * @param quiet longer than any write takes: how long to wait before a difference is looked at
   *     again
   * @param repair whether what differs is mended
   * @param maxHeld how many keys may be held in memory
   * @param most after so many differences it has seen enough
   */
  public record Options(Duration quiet, boolean repair, int maxHeld, long most) {}

  /**
   * A difference as it was seen once.
   *
   * @param version what the other store held
   */
  private record Sighting(Difference kind, long version) {}

  private final Parts parts;
  private final Options options;
  private final Predicate<KeyedEntry> suspicious;
  private final Patience patience;
  private final Map<String, Sighting> held = new HashMap<>();
  private VerifyReport found;

  /**
   * @param found what was found in earlier pages of the range
   */
  public CloserLook(
      Parts parts, Options options, Predicate<KeyedEntry> suspicious, VerifyReport found) {
    this.parts = parts;
    this.options = options;
    this.suspicious = suspicious;
    this.patience = parts.shared().patience();
    this.found = found;
  }

  /** What is certain by now. */
  public VerifyReport found() {
    return found;
  }

  /** True if every difference in the pages so far is judged, and mended if that is wanted. */
  public boolean isSettled() {
    return held.isEmpty();
  }

  /** True if it need not look any further. */
  public boolean hasEnough() {
    return found.divergent() >= options.most();
  }

  /** Takes the next page; after the last one it {@linkplain #isSettled has settled}. */
  public Future<Void> take(Store.Page page) {
    List<KeyedEntry> suspects = page.entries().stream().filter(suspicious).toList();
    return Batches.each(suspects, LOOK_BATCH, this::holdAgainst)
        .compose(
            done ->
                held.size() >= options.maxHeld() || page.isLast() && !held.isEmpty()
                    ? settle()
                    : Future.succeededFuture());
  }

  /** Looks up in the one store what the other shows. */
  private Future<Void> holdAgainst(List<KeyedEntry> shown) {
    Store counterpart = parts.ofAuthority() ? parts.other() : parts.authority();
    List<String> keys = shown.stream().map(KeyedEntry::key).toList();
    return patience
        .insist("comparison", () -> counterpart.getAll(keys))
        .compose(
            entries -> {
              List<String> differing = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                if (difference(shown.get(i), entries.get(i)).isPresent()) {
                  differing.add(keys.get(i));
                }
              }
              found = found.plusSuspected(differing.size());
              return differing.isEmpty() ? Future.succeededFuture() : lookAt(differing, held);
            });
  }

  /** The other store's pages only show what does not come to light in the authority's. */
  private Optional<Difference> difference(KeyedEntry shown, Entry counterpart) {
    long now = parts.shared().nowMillis().getAsLong();
    if (parts.ofAuthority()) {
      return Difference.between(shown.entry(), counterpart, now);
    }
    return counterpart.isPresent() && suspicious.test(new KeyedEntry(shown.key(), counterpart))
        ? Optional.empty()
        : Difference.between(counterpart, shown.entry(), now);
  }

  private Future<Void> lookAt(List<String> keys, Map<String, Sighting> sightings) {
    return Batches.each(keys, LOOK_BATCH, some -> lookAtSome(some, sightings));
  }

  private Future<Void> lookAtSome(List<String> some, Map<String, Sighting> sightings) {
    return patience
        .insist(
            "comparison",
            () -> Future.all(parts.authority().getAll(some), parts.other().getAll(some)))
        .map(
            both -> {
              List<Entry> wanted = both.resultAt(0);
              List<Entry> there = both.resultAt(1);
              long now = parts.shared().nowMillis().getAsLong();
              for (int i = 0; i < some.size(); i++) {
                String key = some.get(i);
                long version = there.get(i).version();
                Difference.between(wanted.get(i), there.get(i), now)
                    .ifPresent(kind -> sightings.put(key, new Sighting(kind, version)));
              }
              return null;
            });
  }

  /**
   * Judges what is held. Where the other store holds something else each time, the key is being
   * written in both and every look fell between the two writes: that is no difference.
   */
  private Future<Void> settle() {
    var looks = new int[] {1};
    return Loop.until(
            () ->
                held.isEmpty() || looks[0]++ == LOOKS
                    ? Future.succeededFuture(true)
                    : lookAgain().map(false))
        .compose(
            judged -> {
              held.forEach((key, seen) -> found = found.plus(key, seen.kind()));
              return options.repair() ? mend() : Future.succeededFuture();
            })
        .onSuccess(settled -> held.clear());
  }

  private Future<Void> lookAgain() {
    Map<String, Sighting> again = new HashMap<>();
    return patience
        .pass("comparison", options.quiet())
        .compose(quiet -> lookAt(List.copyOf(held.keySet()), again))
        .onSuccess(
            looked ->
                held.entrySet()
                    .removeIf(
                        before -> {
                          Sighting now = again.get(before.getKey());
                          boolean stays =
                              now != null && now.version() == before.getValue().version();
                          if (stays) {
                            before.setValue(now);
                          }
                          return !stays;
                        }));
  }

  private Future<Void> mend() {
    var repair =
        new Repair(
            parts.shared().vertx(),
            parts.authority(),
            parts.other(),
            Repair.Right.AUTHORITY,
            options.quiet(),
            parts.shared().nowMillis());
    // one that needs a pause shares it with the others
    return Batches.each(
        List.copyOf(held.keySet()),
        LOOK_BATCH,
        some -> Future.join(some.stream().map(key -> mendOne(repair, key)).toList()).mapEmpty());
  }

  private Future<Void> mendOne(Repair repair, String key) {
    return patience
        .insist("repair", () -> repair.repair(key))
        .compose(
            result -> {
              if (result == Repair.Result.MENDED) {
                found = found.plusRepaired();
              }
              return parts.shared().pace().after(1);
            });
  }
}
