package io.laminar.migration.ladder;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The dates at which a timed rollover cuts. A cut is only ever set where no key of its date can
 * have been used yet: the date is still to come, for every clock that is less than the margin off,
 * and no such key is there. Belongs to the ladder's context.
 */
final class Cuts {

  /** Why a rollover does not go back. */
  static final String NO_CUT = "a rollover goes back from a new cut date on: reverse --cut DATE";

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Position position;
  private final Jobs jobs;
  private final Time time;

  Cuts(Position position, Jobs jobs, Time time) {
    this.position = position;
    this.jobs = jobs;
    this.time = time;
  }

  /** No key that is to go to new is used yet. */
  Future<Void> requireUnused(Patience patience) {
    DateInKey dates = dates();
    return requireUnused("the cut date", dates.from(), Side.OLD, patience);
  }

  /** No key that is to go to old again, or to new after all, is used yet. */
  Future<Void> requireEndUnused(boolean up, Patience patience) {
    String cut = position.record().cut();
    if (cut.isEmpty()) {
      return up ? Future.succeededFuture() : Future.failedFuture(new IllegalStateException(NO_CUT));
    }
    return requireUnused("the new cut date", cut, up ? Side.OLD : Side.NEW, patience);
  }

  /** Writes a new cut down; it changes no policy that is in force. */
  Future<Void> set(String date, Patience patience) {
    requireLegal(date);
    return position.writeDown(position.record().withCut(date), "cut at " + date, patience);
  }

  /**
   * Checks that a date may be the new cut now.
   *
   * @throws IllegalStateException if no date may be
   * @throws IllegalArgumentException if this one may not
   */
  void requireLegal(String date) {
    if (position.steps().strategy() != Strategy.TIMED_ROLLOVER) {
      throw new IllegalStateException("only a timed rollover has a cut date");
    }
    boolean cutInForce =
        position.step().policy().equals(position.steps().all().get(1).policy())
            && position.steps().indexOf(position.step()) == 1;
    if (cutInForce || position.isRamped()) {
      throw new IllegalStateException(
          "a cut is in force in " + position.step() + ": walk to S2 first");
    }
    new DateInKey(dates().after(), dates().from(), date); // refuses what is no later date
  }

  /**
   * Waits until nobody uses the keys that went to new, and none of them is live. That none is live
   * is not enough while their dates last: the next may be written at any moment.
   */
  Future<Void> newExpired(Patience patience) {
    String cut = position.record().cut();
    if (isToCome(dates().from())) {
      return movedExpired(patience);
    }
    if (cut.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException(
              "keys dated from "
                  + dates().from()
                  + " on are in use: walk to S2, then back from a new cut date on: reverse --cut"
                  + " DATE"));
    }
    return time.millis() - margin().toMillis() >= Rollover.begins(cut)
        ? movedExpired(patience)
        : patience
            .pass("the new cut date " + cut, LOOK_AGAIN)
            .compose(passed -> newExpired(patience));
  }

  /**
   * A member that doubted where keys are has left copies: those in old must not show again, and
   * those in new of the dates that are in old already matter to nobody.
   */
  private Future<Void> movedExpired(Patience patience) {
    var moved = new DateInKey(dates().after(), dates().from(), position.record().cut());
    return expired(Side.NEW, moved, patience).compose(none -> expired(Side.OLD, moved, patience));
  }

  /** Waits until a store holds nothing live. */
  Future<Void> expired(Side side, Patience patience) {
    return expired(side, Selector.ALL, patience);
  }

  private Future<Void> expired(Side side, Selector among, Patience patience) {
    return jobs.anyLive(side, among, patience)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : patience
                        .pass("expiry of " + found.get(), LOOK_AGAIN)
                        .compose(passed -> expired(side, among, patience)));
  }

  private Future<Void> requireUnused(String what, String date, Side side, Patience patience) {
    if (!isToCome(date)) {
      return Future.failedFuture(
          new IllegalStateException(
              ("%s must be still to come by more than %d s, so that every member has followed by"
                      + " then or knows that it has not; it is %s, and the fleet's clock says %s:"
                      + " choose a date that begins later than %s (UTC)")
                  .formatted(
                      what,
                      margin().toSeconds(),
                      date,
                      at(time.millis()),
                      at(time.millis() + margin().toMillis()))));
    }
    return jobs.anyLive(side, new DateInKey(dates().after(), date, ""), patience)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException(
                            found.get()
                                + " is used already, before "
                                + what
                                + " "
                                + date
                                + ": choose a later date")));
  }

  /** True if nobody uses keys of the date before every member has heard of a step, or knows it. */
  private boolean isToCome(String date) {
    return time.millis() + margin().toMillis() < Rollover.begins(date);
  }

  private Duration margin() {
    return Rollover.MARGIN.plus(position.notice());
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  private DateInKey dates() {
    return position
        .steps()
        .dates()
        .orElseThrow(() -> new IllegalStateException("the plan names no date in the keys"));
  }
}
