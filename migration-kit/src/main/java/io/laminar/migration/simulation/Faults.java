package io.laminar.migration.simulation;

import io.laminar.migration.route.Side;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What goes wrong for a while in a stormy run: servers, the ways to them, and processes. */
final class Faults {

  private static final long MIN_NANOS = 10_000_000;
  private static final long MAX_NANOS = 2_000_000_000;

  /** Longer than a lease, so that some run out. */
  private static final long MAX_ABSENCE_NANOS = 5 * SimFleet.LEASE.toNanos();

  private static final long SHORTLY_NANOS = SimFleet.LEASE.toNanos();

  private final Timeline timeline;
  private final Universe universe;
  private final SimControl control;
  private final SimFleet fleet;
  private final Mood mood;
  private final Consumer<String> mark;
  private long acrossUntilNanos;
  private int started;
  private boolean over;

  Faults(
      Universe universe,
      SimControl control,
      SimFleet fleet,
      Mood mood,
      int processes,
      Consumer<String> mark) {
    this.timeline = universe.timeline();
    this.universe = universe;
    this.control = control;
    this.fleet = fleet;
    this.mood = mood;
    this.started = processes;
    this.mark = mark;
  }

  /** Something goes wrong for a while, or nothing. */
  void strike() {
    if (mood.plaguesStores()) {
      plagueStores(timeline.between(MIN_NANOS, MAX_NANOS));
    }
    if (mood.plaguesFleet()) {
      plagueFleet(timeline.between(MIN_NANOS, MAX_ABSENCE_NANOS));
    }
  }

  /** Whoever misses a step until then may do so beyond. */
  void acrossUntil(long nanos) {
    acrossUntilNanos = nanos;
  }

  /** A step is being taken. */
  void published() {
    boolean mayMissIt = mood.plaguesFleet() || mood == Mood.AT_STEPS;
    if (mayMissIt && !over && timeline.nanos() < acrossUntilNanos && random().nextBoolean()) {
      timeline.after(timeline.between(0, MIN_NANOS), null, this::missTheCut);
    }
    if (mood.strikesAtSteps() && !over) {
      timeline.after(
          timeline.between(0, MIN_NANOS),
          null,
          () -> {
            if (!over) {
              plagueStores(timeline.between(MIN_NANOS, SHORTLY_NANOS));
              if (mood == Mood.AT_STEPS) {
                plagueFleet(timeline.between(MIN_NANOS, SHORTLY_NANOS));
              }
            }
          });
    }
  }

  /** A process misses the step until its date has begun. */
  private void missTheCut() {
    if (over || fleet.nodes().isEmpty()) {
      return;
    }
    long nanos =
        acrossUntilNanos - timeline.nanos() + timeline.between(MIN_NANOS, MAX_ABSENCE_NANOS);
    SimFleet.Node node = anyNode();
    switch (random().nextInt(3)) {
      case 0 -> stop(node, nanos);
      case 1 -> cutOff(node, nanos);
      default -> {
        mark.accept(node.name() + " renews its lease and hears of no step");
        control.deafen(node.process());
        timeline.after(nanos, null, () -> control.reconnect(node.process()));
      }
    }
  }

  private void stop(SimFleet.Node node, long nanos) {
    mark.accept("kill -STOP " + node.name());
    node.process().stop();
    timeline.after(nanos, null, () -> goOn(node));
  }

  private void cutOff(SimFleet.Node node, long nanos) {
    mark.accept(node.name() + " cut off from the control store");
    control.cutOff(node.process());
    timeline.after(nanos, null, () -> control.reconnect(node.process()));
  }

  private void plagueStores(long nanos) {
    Side side = Side.values()[random().nextInt(2)];
    SimServer server = universe.data(side);
    switch (random().nextInt(6)) {
      case 0 -> {
        mark.accept(side + " down");
        server.goDown();
      }
      case 1, 2 -> {
        mark.accept(side + " loses and refuses");
        server.misbehave(0.1, 0.1, 1);
      }
      case 3 -> {
        mark.accept(side + " slow");
        server.misbehave(0, 0, 5);
      }
      default -> {
        return;
      }
    }
    timeline.after(nanos, null, this::healStores);
  }

  private void plagueFleet(long nanos) {
    if (fleet.nodes().isEmpty()) {
      return;
    }
    SimFleet.Node node = anyNode();
    switch (random().nextInt(8)) {
      case 0 -> {
        mark.accept("the control store answers seldom");
        control.lose(0.3);
        timeline.after(nanos, null, () -> control.lose(0));
      }
      case 1, 2, 3 -> cutOff(node, nanos);
      case 4, 5 -> stop(node, nanos);
      case 6 -> kill(node);
      default -> {}
    }
  }

  private void goOn(SimFleet.Node node) {
    if (node.process().isAlive() && !node.process().isRunning()) {
      mark.accept("kill -CONT " + node.name());
      node.process().resume();
    }
  }

  /** Everything works from now on; what is dead begins again by and by. */
  void heal() {
    over = true;
    mark.accept("all healed");
    healStores();
    control.heal();
    fleet.nodes().forEach(this::goOn);
  }

  /** After all was healed, more goes wrong. */
  void goOn() {
    over = false;
  }

  private void healStores() {
    universe.data(Side.OLD).heal();
    universe.data(Side.NEW).heal();
  }

  /** Another takes its place sooner or later, under its name or, once it is forgotten, another. */
  private void kill(SimFleet.Node node) {
    mark.accept("kill -9 " + node.name());
    fleet.kill(node);
    boolean sameName = random().nextBoolean();
    timeline.after(
        timeline.between(MIN_NANOS, MAX_NANOS),
        null,
        () -> {
          String name = sameName ? node.name() : "p" + ++started;
          mark.accept(name + " begins");
          fleet.start(name, node.loops());
          if (!sameName) {
            fleet.forget(node.name());
          }
        });
  }

  private SimFleet.Node anyNode() {
    List<SimFleet.Node> nodes = fleet.nodes();
    return nodes.get(random().nextInt(nodes.size()));
  }

  private Random random() {
    return timeline.random();
  }
}
