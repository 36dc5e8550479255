package io.laminar.migration.simulation;

import io.laminar.migration.control.FleetPart;
import io.laminar.migration.control.FleetSeat;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.route.Member;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The processes of a simulated fleet. Each runs the real fleet member, controller and ladder over
 * the simulated control store, and serves clients once it has joined.
 */
final class SimFleet {

  static final Duration LEASE = Duration.ofSeconds(1);

  private static final FleetOptions OPTIONS =
      new FleetOptions("", LEASE, LEASE.dividedBy(4), Duration.ofMillis(500));
  private static final long JOIN_AGAIN_NANOS = 200_000_000;
  private static final long MAX_SKEW_MILLIS = 60_000;

  /**
   * A process and, once it has joined, its part in the fleet.
   *
   * @param loops so many serve clients
   */
  static final class Node {
    private final String name;
    private final SimProcess process;
    private final int loops;
    private FleetPart part;

    private Node(String name, SimProcess process, int loops) {
      this.name = name;
      this.process = process;
      this.loops = loops;
    }

    String name() {
      return name;
    }

    SimProcess process() {
      return process;
    }

    int loops() {
      return loops;
    }

    Member member() {
      return part.member();
    }

    Ladder ladder() {
      return part.ladder();
    }

    FleetStatus status() {
      return part.status();
    }

    /** True if it has joined and is not dead; it may be stopped. */
    boolean isMember() {
      return part != null && process.isAlive();
    }

    /** True if it would carry out a command now. */
    boolean leads() {
      return isMember() && process.isRunning() && status().controller();
    }
  }

  private final Timeline timeline;
  private final Universe universe;
  private final SimControl control;
  private final LadderOptions options;
  private final Course course;
  private final Mutant mutant;
  private final Consumer<Node> joined;
  private final List<Node> nodes = new ArrayList<>();
  private final ControlStore operators;
  private int starts;

  /**
   * @param joined told of each process that has joined
   */
  SimFleet(
      Universe universe,
      SimControl control,
      LadderOptions options,
      Course course,
      Mutant mutant,
      Consumer<Node> joined) {
    this.timeline = universe.timeline();
    this.universe = universe;
    this.control = control;
    this.options = options;
    this.course = course;
    this.mutant = mutant;
    this.joined = joined;
    this.operators = control.storeOf(new SimProcess("operator", timeline, 0, 0));
  }

  /** Those that are not dead, in the order in which they began. */
  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** The process that moves the migration, if one does. */
  Optional<Node> leader() {
    List<Node> leaders = nodes.stream().filter(Node::leads).toList();
    return leaders.isEmpty()
        ? Optional.empty()
        : Optional.of(leaders.get(leaders.size() == 1 ? 0 : timeline.random().nextInt(2)));
  }

  /** A process begins, under a new name or that of one that is dead. */
  void start(String name, int loops) {
    starts++;
    boolean wayOff = timeline.random().nextInt(4) == 0;
    long skew =
        wayOff
            ? timeline.random().nextBoolean() ? MAX_SKEW_MILLIS : -MAX_SKEW_MILLIS
            : timeline.random().nextInt(200) - 100;
    var node = new Node(name, new SimProcess(name, timeline, skew, starts), loops);
    nodes.add(node);
    join(node);
  }

  /** Its code runs no more; the others hear nothing of it. */
  void kill(Node node) {
    node.process.kill();
    nodes.remove(node);
  }

  /** Strikes a dead process off the list as soon as its lease has run out. */
  void forget(String name) {
    operators
        .roster()
        .compose(
            roster ->
                roster.find(name).isEmpty()
                    ? Future.<Void>succeededFuture()
                    : operators.forget(name, "operator"))
        .onFailure(held -> timeline.after(JOIN_AGAIN_NANOS, null, () -> forget(name)));
  }

  private void join(Node node) {
    SimProcess process = node.process;
    Vertx vertx = universe.jobLoop(process).vertx();
    ControlStore store = control.storeOf(process);
    FleetPart.join(seat(node, vertx, store))
        .onSuccess(
            part -> {
              node.part = part;
              joined.accept(node);
            })
        .onFailure(away -> timeline.after(JOIN_AGAIN_NANOS, process, () -> join(node)));
  }

  private FleetSeat seat(Node node, Vertx vertx, ControlStore store) {
    SimProcess process = node.process;
    return new FleetSeat(
        vertx,
        new Identity(node.name, node.name + " #" + starts, ""),
        OPTIONS,
        options,
        mutant.spoil(course, process),
        universe,
        store,
        process::monotonicNanos,
        process::wallMicros,
        process.number(),
        holds -> mutant.standing(holds, options.quiet(), process::monotonicNanos));
  }
}
