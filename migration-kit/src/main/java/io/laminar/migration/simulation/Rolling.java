package io.laminar.migration.simulation;

import io.laminar.migration.plan.Steps;
import java.time.Duration;
import java.util.List;

/**
 * How a run of a timed rollover goes: chance commands shortly before no step may be taken any more,
 * then the hour of the cut begins, with members that stood still all the while; in some runs so
 * with a second cut an hour later, and at last the way back. Between the cuts no process is there.
 */
final class Rolling {

  /** No step is taken from so long before its hour on: a minute and a lease. */
  private static final long CLOSED_NANOS = Duration.ofMinutes(1).plus(SimFleet.LEASE).toNanos();

  private static final long SECOND = 1_000_000_000;
  private static final long BUSY_NANOS = 15_000_000;
  private static final long QUIET_NANOS = 4 * SECOND;

  private final Timeline timeline;
  private final SimFleet fleet;
  private final Walker walker;
  private final Faults faults;
  private final Clients clients;
  private final Steps steps;

  Rolling(
      Timeline timeline,
      SimFleet fleet,
      Walker walker,
      Faults faults,
      Clients clients,
      Steps steps) {
    this.timeline = timeline;
    this.fleet = fleet;
    this.walker = walker;
    this.faults = faults;
    this.clients = clients;
    this.steps = steps;
  }

  /** Lets time pass to shortly before the first step must have been taken. */
  static void toTheBeginning(Timeline timeline) {
    timeline.pass(Hours.beginsNanos(Hours.FIRST) - CLOSED_NANOS - timeline.between(0, 6 * SECOND));
  }

  /** Goes through the cut, or through both. */
  void go() {
    approach(Hours.FIRST, steps.top().id());
    across(Hours.FIRST);
    if (timeline.random().nextInt(4) == 0 && isRolledOver()) {
      secondCut();
    }
  }

  private boolean isRolledOver() {
    return !walker.here().equals(steps.first()) && !walker.isRamped();
  }

  private void secondCut() {
    int second = Hours.FIRST + 1;
    faults.heal();
    walker.arriveAt(steps.top());
    walker.cutAt(Hours.date(second));
    List<SimFleet.Node> nodes = fleet.nodes();
    nodes.forEach(fleet::kill);
    timeline.pass(
        Hours.beginsNanos(second)
            - CLOSED_NANOS
            - timeline.between(2 * SECOND, 8 * SECOND)
            - timeline.nanos());
    nodes.forEach(node -> fleet.start(node.name(), node.loops()));
    walker.leader();
    faults.goOn();
    approach(second, timeline.random().nextInt(4) > 0 ? "S1" : "S2");
    across(second);
    faults.heal();
    if (walker.here().id().equals("S1") && !walker.isRamped()) {
      walker.arriveAt(steps.first()); // as soon as the hour before is over
    }
  }

  private void approach(int hour, String goal) {
    faults.acrossUntil(Hours.beginsNanos(hour));
    int walks = timeline.random().nextInt(3);
    for (int i = 0; i < walks; i++) {
      walker.command();
      faults.strike();
      timeline.pass(timeline.between(10_000_000, 2 * SECOND));
    }
    if (timeline.random().nextInt(4) > 0) {
      walker.commandTo(goal);
    }
    timeline.pass(timeline.between(10_000_000, 2 * SECOND));
  }

  private void across(int hour) {
    clients.think(QUIET_NANOS);
    timeline.pass(Math.max(0, Hours.beginsNanos(hour) - SECOND - timeline.nanos()));
    clients.think(BUSY_NANOS);
    timeline.pass(timeline.between(2 * SECOND, 4 * SECOND));
    walker.command();
    faults.strike();
    timeline.pass(timeline.between(2 * SECOND, 4 * SECOND));
    timeline.runUntil("a process", () -> !fleet.nodes().isEmpty());
  }
}
