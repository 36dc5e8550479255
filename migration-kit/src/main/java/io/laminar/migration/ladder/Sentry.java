package io.laminar.migration.ladder;

import io.laminar.migration.plan.Objectives;
import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Time;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Watches how the new store does while a step stands, also in the middle of a walk, and makes the
 * walk step back when it misses the step's objective for the dwell time. Leaves alone what is on
 * its way back already, and what the {@link Pilot} steers. Belongs to the ladder's context.
 */
final class Sentry {

  private static final long LOOK_MILLIS = 200;

  private final Vertx vertx;
  private final Context context;
  private final Objectives objectives;
  private final Time time;
  private final Crew crew;
  private final Position position;
  private final Pilot pilot;
  private final Walk walk;
  private final Breach breach;
  private String watched = "";
  private boolean looking;
  private long timer = -1;

  Sentry(
      Vertx vertx,
      Objectives objectives,
      Time time,
      Crew crew,
      Position position,
      Pilot pilot,
      Walk walk) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.objectives = objectives;
    this.time = time;
    this.crew = crew;
    this.position = position;
    this.pilot = pilot;
    this.walk = walk;
    this.breach = new Breach(objectives.dwell());
  }

  void start() {
    if (objectives.isJudged()) {
      timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    PlanStep step = position.upper();
    Objective objective = objectives.of(step);
    boolean stands =
        position.acts()
            && objective.isJudged()
            && !position.isFirst()
            && !position.steps().isEnd(step)
            && !pilot.steers()
            && !walk.isGoingBack();
    if (!stands || !step.id().equals(watched)) {
      breach.forget();
      watched = step.id();
    }
    if (stands && !looking) {
      looking = true;
      seen().onSuccess(seen -> context.runOnContext(here -> judge(step, objective, seen)));
    }
  }

  /** A crew that cannot be heard of is no sign that the store does badly. */
  private Future<List<SideWeather>> seen() {
    return crew.weather().otherwise(List.of());
  }

  private void judge(PlanStep step, Objective objective, List<SideWeather> seen) {
    looking = false;
    if (!step.id().equals(position.upper().id()) || walk.isGoingBack() || !position.acts()) {
      return; // it has moved meanwhile
    }
    for (SideWeather each : seen) {
      if (each.side() == Side.NEW) {
        breach
            .look(objective, each.weather(), time.nanos())
            .ifPresent(
                trouble -> {
                  breach.forget();
                  walk.retreat("the new store, " + each.store() + ", " + trouble);
                });
      }
    }
  }
}
