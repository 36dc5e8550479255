package io.laminar.migration.ladder;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the commands of a {@link Ladder} would do, a line for each step with what must hold before
 * it; refused is what the command would refuse, and nothing is done. Any thread.
 */
public final class Ways {

  private final Walk walk;
  private final Goals goals;
  private final Cuts cuts;

  Ways(Walk walk, Goals goals, Cuts cuts) {
    this.walk = walk;
    this.goals = goals;
    this.cuts = cuts;
  }

  /** The way of {@link Ladder#walkTo}. */
  public Future<List<String>> to(String step) {
    return way(() -> goals.walk(step));
  }

  /** The way of {@link Ladder#ramp}. */
  public Future<List<String>> ofRamp(String step, int perMille) {
    return way(() -> goals.ramp(step, perMille));
  }

  /** The way of {@link Ladder#cutAt} and of a walk after it. */
  public Future<List<String>> ofCut(String date, String step) {
    return way(
        () -> {
          walk.requireNone();
          cuts.requireLegal(date);
          return goals.walkFromCut(step);
        });
  }

  /** The way of {@link Ladder#abort}. */
  public Future<List<String>> ofAbort() {
    return way(goals::abort);
  }

  /** The way of {@link Ladder#abandon}. */
  public Future<List<String>> ofAbandon(String confirmation) {
    return way(() -> goals.abandon(confirmation));
  }

  /** The way of {@link Ladder#complete}. */
  public Future<List<String>> ofComplete(String confirmation) {
    return way(() -> goals.end(confirmation));
  }

  private Future<List<String>> way(Supplier<Goal> goal) {
    return walk.onContext(
        () -> {
          List<String> lines = goals.way(goal.get());
          walk.requireActs();
          return Future.succeededFuture(lines);
        });
  }
}
