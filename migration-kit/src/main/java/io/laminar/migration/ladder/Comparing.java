package io.laminar.migration.ladder;

import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Verifier;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;

/** Compares the stores, here or by workers. Belongs to the ladder's context. */
record Comparing(
    Vertx vertx, HybridClock clock, Time time, Pace pace, LadderOptions options, LedWork led) {

  /**
   * Compares, going on from where a comparison was interrupted.
   *
   * @param stores as far as their keys move
   */
  Future<VerifyReport> run(
      Side authority,
      boolean repair,
      Function<Side, Store> stores,
      Store checkpoints,
      Activity activity,
      Patience patience) {
    if (led.isWanted()) {
      return led.compare(authority, repair, stores, checkpoints, activity, patience);
    }
    var verifier =
        new Verifier(
            new Verifier.Parts(vertx, pace, patience, time::millis),
            stores.apply(authority),
            stores.apply(authority.other()),
            new Verifier.Options(options.ranges(), options.pageSize(), options.quiet(), repair),
            place(authority, checkpoints));
    return activity.during("comparison of old and new", verifier::progress, verifier::run);
  }

  /** What was summed up of the stores is no longer true. */
  Future<Void> forget(Store checkpoints, Patience patience) {
    return led.isWanted()
        ? led.forgetComparison(checkpoints, patience)
        : Verifier.forget(place(Side.OLD, checkpoints), patience);
  }

  private Verifier.Place place(Side authority, Store checkpoints) {
    String of = options.name() + "-comparison-of-";
    return new Verifier.Place(
        checkpoints, clock, led.plan(), of + authority, of + authority.other());
  }
}
