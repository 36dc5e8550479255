package io.laminar.migration.ladder;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.copy.Converter;
import io.laminar.migration.copy.Copier;
import io.laminar.migration.journal.JournalDrain;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Pages;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.SelectedStore;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Repair;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The work that a migration does on both stores, with connections of its own. Belongs to one
 * context; the caller runs one job at a time.
 */
final class Jobs {

  private static final int SWEEP_LIMIT = 1_000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Policy QUEUED =
      Policy.of(new ReadPolicy.Only(Side.OLD), new WritePolicy.Queued());

  private final Vertx vertx;
  private final Sides sides;
  private final Sides.Opener opener;
  private final HybridClock clock;
  private final Time time;
  private final LadderOptions options;
  private final Pace pace;
  private final Selector selector;
  private final LedWork led;
  private final Comparing comparing;
  private final Activity activity = new Activity();

  /**
   * @param course the keys that move, and by which plan
   */
  Jobs(
      Vertx vertx,
      Sides.Opener opener,
      HybridClock clock,
      Time time,
      LadderOptions options,
      Course course) {
    this.vertx = vertx;
    this.sides = new Sides(vertx, opener, clock);
    this.opener = opener;
    this.clock = clock;
    this.time = time;
    this.options = options;
    this.pace = new Pace(vertx, options.copyRate(), time::nanos);
    this.selector = course.selector();
    this.led = new LedWork(vertx, clock, time, pace, options, course.plan());
    this.comparing = new Comparing(vertx, clock, time, pace, options, led);
  }

  private Jobs(Jobs beside) {
    this.vertx = beside.vertx;
    this.sides = beside.sides;
    this.opener = beside.opener;
    this.clock = beside.clock;
    this.time = beside.time;
    this.options = beside.options;
    this.pace = beside.pace;
    this.selector = beside.selector;
    this.led = beside.led;
    this.comparing = beside.comparing;
  }

  /** The same jobs with the same connections and rate, and a progress of their own. */
  Jobs apart() {
    return new Jobs(this);
  }

  /** The rate that all jobs share. */
  Pace pace() {
    return pace;
  }

  /** What is being done, and how far it is. */
  Activity activity() {
    return activity;
  }

  /** What other processes carry out. */
  LedWork led() {
    return led;
  }

  /** Copies old to new from its checkpoint; legacy values get the floor as their version. */
  Future<Checkpoint> copy(long floor, Patience patience) {
    if (led.isWanted()) {
      return withCheckpoints(
          Side.OLD,
          patience,
          checkpoints -> led.copy(floor, selected(Side.OLD), checkpoints, activity, patience));
    }
    return withCopier(Side.OLD, "-from-", 0, patience, copier -> copier.run(floor));
  }

  /**
   * Fails if a sample of what is in old does not fit into new. Shows no progress: who watches that
   * waits for entries to be copied.
   */
  Future<Void> preflight(Patience patience) {
    return openBoth(patience)
        .compose(
            open ->
                activity.during(
                    "preflight",
                    () -> Progress.NONE,
                    new Preflight(selected(Side.OLD), sides.store(Side.NEW), patience)::run));
  }

  /** Makes the next {@link #copy} begin anew. */
  Future<Void> forgetCopy(Patience patience) {
    Future<Void> forgotten =
        led.isWanted()
            ? withCheckpoints(
                Side.OLD, patience, checkpoints -> led.forgetCopy(checkpoints, patience))
            : withCopier(Side.OLD, "-from-", 0, patience, Copier::forget);
    return forgotten.compose(done -> forgetComparison(patience));
  }

  /** Copies what was written to one store since a version to the other. */
  Future<Checkpoint> copySince(Side from, long since, Patience patience) {
    return withCopier(
        from,
        "-since-from-",
        since,
        patience,
        copier -> copier.forget().compose(go -> copier.run(since)));
  }

  /** Compares both stores and mends what differs, if asked to. */
  Future<VerifyReport> verify(Side authority, boolean repair, Patience patience) {
    return withCheckpoints(
        Side.OLD,
        patience,
        beside -> comparing.run(authority, repair, this::selected, beside, activity, patience));
  }

  /**
   * Brings journalled keys up to date, a batch from each journal.
   *
   * @param newer whether the newer of both values is right, and not the authority's
   * @return how many keys were found marked
   */
  Future<Integer> drainJournals(Side authority, boolean newer, Patience patience) {
    return openBoth(patience)
        .compose(open -> patience.insist("journal of old", () -> drain(Side.OLD, authority, newer)))
        .compose(
            first ->
                patience
                    .insist("journal of new", () -> drain(Side.NEW, authority, newer))
                    .map(second -> first + second));
  }

  /** Drains until no key is marked. */
  Future<Void> emptyJournals(Side authority, boolean newer, Patience patience) {
    return Loop.until(
        () ->
            drainJournals(authority, newer, patience)
                .compose(
                    marked ->
                        marked == 0
                            ? Future.succeededFuture(true)
                            : vertx.timer(Math.max(1, options.quiet().toMillis() / 4)).map(false)));
  }

  /** Done when everything that was queued before is in both stores. */
  Future<Void> drainQueue(Patience patience) {
    String what = "the queue of " + options.name();
    return patience
        .insist(what, () -> sides.openFor(QUEUED))
        .compose(open -> patience.insist(what, () -> drained(patience)));
  }

  /** Looks often whether it was told to stop. */
  private Future<Void> drained(Patience patience) {
    Future<Void> drained = sides.queue().drained();
    return Loop.until(
            () ->
                drained.isComplete()
                    ? Future.succeededFuture(true)
                    : patience.pass("drain of the queue", LOOK_AGAIN).map(false))
        .compose(ended -> drained);
  }

  /** Rewrites the values of the only store that there is. */
  Future<Long> convert(Conversion conversion, Patience patience) {
    return patience
        .insist("the store of " + options.name(), () -> sides.openFor(Policy.only(Side.OLD)))
        .compose(
            open -> {
              var converter =
                  new Converter(
                      selected(Side.OLD),
                      conversion,
                      options.pageSize(),
                      pace,
                      patience,
                      time::nanos);
              return activity.during("conversion", converter::progress, converter::run);
            });
  }

  /** Removes what has expired from the stores that are in use. */
  Future<Void> sweep(Policy policy) {
    List<Future<Integer>> sweeps = new ArrayList<>();
    for (Side side : Side.values()) {
      if (policy.uses(side)) {
        sweeps.add(
            sides.openFor(Policy.only(side)).compose(open -> sides.store(side).sweep(SWEEP_LIMIT)));
      }
    }
    return Future.join(sweeps).mapEmpty();
  }

  /** Removes every entry that moves from a store that nobody uses any more, or yet. */
  Future<Void> erase(Side side, Patience patience) {
    return forgetComparison(patience)
        .compose(
            forgotten -> {
              Store store = selected(side);
              var erased = new long[1];
              return activity.during(
                  "removal of the " + side + " entries",
                  () -> new Progress(erased[0], 0, 0),
                  () ->
                      patience
                          .insist("ranges of " + store.name(), () -> store.ranges(1))
                          .compose(ranges -> eraseRanges(store, ranges, patience, erased)));
            });
  }

  private Future<Void> forgetComparison(Patience patience) {
    return withCheckpoints(Side.OLD, patience, beside -> comparing.forget(beside, patience));
  }

  /** A key among those that move and are live in a store; empty if there is none. */
  Future<Optional<String>> anyLive(Side side, Selector among, Patience patience) {
    var found = new AtomicReference<String>();
    return patience
        .insist("the " + side + " store", () -> sides.openFor(Policy.only(side)))
        .compose(
            open -> {
              Store store = SelectedStore.of(selected(side), among);
              return patience
                  .insist("ranges of " + store.name(), () -> store.ranges(1))
                  .compose(ranges -> findLive(store, ranges, found, patience));
            })
        .map(done -> Optional.ofNullable(found.get()));
  }

  private Future<Void> findLive(
      Store store, List<String> ranges, AtomicReference<String> found, Patience patience) {
    return Pages.walk(
        store,
        ranges,
        Collections.nCopies(ranges.size(), ""),
        0,
        options.pageSize(),
        patience,
        (range, page) -> {
          long now = time.millis();
          page.entries().stream()
              .filter(keyed -> keyed.entry().isLive(now))
              .findFirst()
              .ifPresent(keyed -> found.set(keyed.key()));
          return pace.after(page.entries().size());
        });
  }

  Future<Void> close() {
    return sides.close();
  }

  private Future<Void> eraseRanges(
      Store old, List<String> ranges, Patience patience, long[] erased) {
    return Pages.walk(
        old,
        ranges,
        Collections.nCopies(ranges.size(), ""),
        0,
        options.pageSize(),
        patience,
        (range, page) -> {
          List<Future<Boolean>> purges = new ArrayList<>(page.entries().size());
          for (KeyedEntry keyed : page.entries()) {
            purges.add(
                patience.insist(
                    "removal from " + old.name(),
                    () -> old.purge(keyed.key(), keyed.entry().version())));
          }
          erased[0] += purges.size();
          return Future.join(purges).compose(removed -> pace.after(purges.size()));
        });
  }

  private interface CopierUse<T> {
    Future<T> with(Copier copier);
  }

  private <T> Future<T> withCopier(
      Side from, String infix, long since, Patience patience, CopierUse<T> use) {
    return withCheckpoints(
        from,
        patience,
        checkpoints -> {
          var copier =
              new Copier(
                  selected(from),
                  sides.store(from.other()),
                  checkpoints,
                  clock,
                  pace,
                  patience,
                  time::nanos,
                  new Copier.Options(
                      options.name() + infix + from, options.ranges(), options.pageSize(), since));
          return activity.during("copy from " + from, copier::progress, () -> use.with(copier));
        });
  }

  /** The checkpoint lies beside the target. */
  private <T> Future<T> withCheckpoints(
      Side from, Patience patience, Function<Store, Future<T>> use) {
    return openBoth(patience)
        .compose(
            open ->
                patience.insist(
                    "checkpoint store of " + options.name(),
                    () -> opener.open(vertx, from.other(), "checkpoint")))
        .compose(checkpoints -> use.apply(checkpoints).eventually(checkpoints::close));
  }

  private Future<Integer> drain(Side journal, Side authority, boolean newer) {
    var repair =
        new Repair(
            vertx,
            sides.store(authority),
            sides.store(authority.other()),
            newer ? Repair.Right.NEWER : Repair.Right.AUTHORITY,
            options.quiet(),
            time::millis);
    return new JournalDrain(sides.journal(journal), repair, options.quiet(), time::millis).once();
  }

  private Future<Void> openBoth(Patience patience) {
    return patience.insist(
        "both stores of " + options.name(), () -> sides.openFor(Policy.both(Side.OLD)));
  }

  /** The keys of a store that move. */
  private Store selected(Side side) {
    return SelectedStore.of(sides.store(side), selector);
  }
}
