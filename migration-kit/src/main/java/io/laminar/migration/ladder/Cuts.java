package io.laminar.migration.ladder;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/**
 * The dates at which a timed rollover cuts. A cut is only ever set where no key of its date can
 * have been used yet: the date is still to come, for every clock that is less than the margin off,
 * and no such key is there. Belongs to the ladder's context.
 */
final class Cuts {

  /** Clocks of members may differ by less. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

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
      return up
          ? Future.succeededFuture()
          : Future.failedFuture(
              new IllegalStateException(
                  "a rollover goes back from a new cut date on: reverse --cut DATE"));
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
    String now = written(time.millis() + MARGIN.toMillis(), dates().from().length());
    if (now.compareTo(dates().from()) < 0) {
      return expired(Side.NEW, patience);
    }
    if (cut.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException(
              "keys dated from "
                  + dates().from()
                  + " on are in use: walk to S2, then back from a new cut date on: reverse --cut"
                  + " DATE"));
    }
    String surelyPast = written(time.millis() - MARGIN.toMillis(), cut.length());
    return surelyPast.compareTo(cut) >= 0
        ? expired(Side.NEW, patience)
        : patience
            .pass("the new cut date " + cut, LOOK_AGAIN)
            .compose(passed -> newExpired(patience));
  }

  /** Waits until a store holds nothing live. */
  Future<Void> expired(Side side, Patience patience) {
    return jobs.anyLive(side, Selector.ALL, patience)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : patience
                        .pass("expiry of " + found.get(), LOOK_AGAIN)
                        .compose(passed -> expired(side, patience)));
  }

  private Future<Void> requireUnused(String what, String date, Side side, Patience patience) {
    String soon = written(time.millis() + MARGIN.toMillis(), date.length());
    if (soon.compareTo(date) >= 0) {
      return Future.failedFuture(
          new IllegalStateException(
              what + " must be still to come, was " + date + ", and it is " + soon + " (UTC)"));
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

  /** An instant in the notation of the keys' dates. */
  static String written(long millis, int length) {
    return DateTimeFormatter.ofPattern(
            length == 8 ? "yyyyMMdd" : length == 10 ? "yyyy-MM-dd" : "yyyyMMddHH")
        .withZone(ZoneOffset.UTC)
        .format(Instant.ofEpochMilli(millis));
  }

  private DateInKey dates() {
    return position.steps().all().stream()
        .flatMap(step -> step.policy().cells().stream())
        .map(Cell::selector)
        .map(Cuts::dateIn)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the plan names no date in the keys"));
  }

  private static DateInKey dateIn(Selector selector) {
    if (selector instanceof Selector.And and) {
      return and.parts().stream()
          .map(Cuts::dateIn)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    return selector instanceof DateInKey date ? date : null;
  }
}
