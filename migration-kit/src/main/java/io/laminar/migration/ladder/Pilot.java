package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the weather of the new store where a step asks for it: in bad weather it walks down to
 * the step in which the old store serves alone and the new one may be behind, in fair weather up
 * again. It steers only from the step that asks for it, and lets go when somebody else steers.
 * Whether weather is good has its hysteresis and dwell time from where the store is watched, so
 * that a store that flaps does not make the migration flap. Belongs to the ladder's context.
 */
final class Pilot {

  private static final Logger LOG = LoggerFactory.getLogger(Pilot.class);
  private static final long LOOK_MILLIS = 100;

  private final Vertx vertx;
  private final Position position;
  private final Member member;
  private final Walk walk;
  private boolean steers;
  private long timer;

  Pilot(Vertx vertx, Position position, Member member, Walk walk) {
    this.vertx = vertx;
    this.position = position;
    this.member = member;
    this.walk = walk;
  }

  void start() {
    steers = watches(position.step());
    timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  /** Somebody gave a command; the pilot goes on only if it leads to where it steers from. */
  void commanded(PlanStep goal) {
    steers = watches(goal);
  }

  /** True while the weather moves the migration. */
  boolean steers() {
    return steers;
  }

  /** True if the new store does well, as far as this process knows. */
  static boolean isFair(Member member) {
    return member.weather().stream()
        .filter(each -> each.side() == Side.NEW)
        .map(SideWeather::weather)
        .allMatch(weather -> weather.good());
  }

  private void look() {
    if (!steers || !position.acts()) {
      return;
    }
    boolean fair = isFair(member);
    PlanStep here = position.step();
    if (!fair && isAboveShelter(here) && !walk.goal().id().equals(shelter().id())) {
      LOG.warn("bad weather: {} to {}", here, shelter());
      walk.to(Goal.of(shelter()));
    } else if (fair
        && here.id().equals(shelter().id())
        && !walk.isUnderWay()
        && !position.isHeld()) {
      LOG.info("fair weather: {} to {}", here, open());
      walk.to(Goal.of(open()));
    }
  }

  private boolean watches(PlanStep step) {
    return step.jobs().contains(Job.WATCH_WEATHER);
  }

  private boolean isAboveShelter(PlanStep step) {
    int here = position.steps().indexOf(step);
    return here > position.steps().indexOf(shelter()) && here <= position.steps().indexOf(open());
  }

  /** The step that follows the weather. */
  private PlanStep open() {
    return position.steps().all().stream().filter(this::watches).findFirst().orElseThrow();
  }

  /** The step below it in which the new store may fail. */
  private PlanStep shelter() {
    return position.steps().all().stream()
        .filter(step -> step.jobs().contains(Job.SHELTER))
        .findFirst()
        .orElseThrow();
  }
}
