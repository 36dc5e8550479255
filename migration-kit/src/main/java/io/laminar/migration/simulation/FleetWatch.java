package io.laminar.migration.simulation;

import io.laminar.migration.fleet.AuditLog;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Policy;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Watches what a fleet must never do, knowing of every process at once as nobody in the fleet does.
 *
 * <p>A process <em>relies</em> on its plan if its lease holds by its own clock, or if it does what
 * the plan says whether it holds or not. When a plan is published, everybody who relies has the one
 * before it; only the way back to the plan before that may come at any time. So at most two
 * adjacent plans are ever in force.
 */
final class FleetWatch {

  private static final long LOOK_NANOS = 20_000_000;

  /** How often it looks whether there is a process at all, where there is none. */
  private static final long NOBODY_NANOS = 10 * LOOK_NANOS;

  private final Timeline timeline;
  private final Supplier<List<SimFleet.Node>> nodes;
  private final Steps steps;
  private final Function<MigrationRecord, Policy> policyOf;
  private final List<Publication> log = new ArrayList<>();
  private final List<Policy> policies = new ArrayList<>();

  /**
   * @param nodes the processes that are not dead
   * @param policyOf what everybody follows after a record was published
   */
  FleetWatch(
      Timeline timeline,
      Supplier<List<SimFleet.Node>> nodes,
      Steps steps,
      Function<MigrationRecord, Policy> policyOf) {
    this.timeline = timeline;
    this.nodes = nodes;
    this.steps = steps;
    this.policyOf = policyOf;
  }

  /** Looks at all processes every now and then, from now on. */
  void begin() {
    nodes.get().stream().filter(FleetWatch::relies).forEach(this::requireOneOfTheLastTwo);
    timeline.after(nodes.get().isEmpty() ? NOBODY_NANOS : LOOK_NANOS, null, this::begin);
  }

  /**
   * Looks at a publication at the moment when it counts.
   *
   * @throws BrokenException if it must not be
   */
  void published(Publication next) {
    if (next.number() != log.size() + 1) {
      throw new BrokenException(
          "number " + next.number() + " was published when there were " + log.size());
    }
    if (!log.isEmpty()) {
      requireNeighbour(next);
      nodes.get().stream()
          .filter(FleetWatch::relies)
          .filter(node -> !isReadyFor(next, node))
          .findFirst()
          .ifPresent(node -> tellOfOneLeftBehind(node, next));
    }
    log.add(next);
    policies.add(policyOf.apply(recordOf(next)));
  }

  /** What is wrong with the log as a whole; empty if nothing is. */
  static Optional<String> faultIn(List<Publication> log) {
    return AuditLog.verify(Optional.empty(), log).broken();
  }

  /** The step of a publication, and its ramp if it has one, for people. */
  static String stepOf(Publication publication) {
    var document = new JsonObject(publication.document());
    String ramp = document.getString("rampTo", "");
    return document.getString("step")
        + (ramp.isEmpty() ? "" : ", " + document.getInteger("perMille") + " ‰ in " + ramp);
  }

  private static boolean relies(SimFleet.Node node) {
    return node.isMember()
        && (isServing(node)
            || node.member().policy().any(cell -> !cell.writesBoth() && !cell.parks()));
  }

  /** True if the process has the newest plan, or the one before it if that comes back. */
  private boolean isReadyFor(Publication next, SimFleet.Node node) {
    int last = log.size() - 1;
    return has(node, last)
        || last > 0 && log.get(last - 1).document().equals(next.document()) && has(node, last - 1);
  }

  /** One whose lease does not hold does what it is about to install. */
  private boolean has(SimFleet.Node node, int index) {
    long installed = node.status().installed();
    return isServing(node)
        ? installed > 0 && log.get((int) installed - 1).document().equals(log.get(index).document())
        : node.member().policy().equals(policies.get(index));
  }

  private static boolean isServing(SimFleet.Node node) {
    return node.status().state() == FleetStatus.State.SERVING;
  }

  private void requireOneOfTheLastTwo(SimFleet.Node node) {
    Policy policy = node.member().policy();
    int last = policies.size() - 1;
    boolean isOne =
        policy.equals(policies.get(last)) || last > 0 && policy.equals(policies.get(last - 1));
    if (!isOne) {
      throw new BrokenException(
          node.name()
              + " relies on a plan that is neither number "
              + last
              + " nor the newest, number "
              + (last + 1));
    }
  }

  private void requireNeighbour(Publication next) {
    int before = index(log.get(log.size() - 1));
    if (Math.abs(index(next) - before) > 1) {
      throw new BrokenException(
          "number "
              + next.number()
              + " ("
              + stepOf(next)
              + ") is no neighbour of the one before ("
              + stepOf(log.get(log.size() - 1))
              + ")");
    }
  }

  private void tellOfOneLeftBehind(SimFleet.Node node, Publication next) {
    throw new BrokenException(
        "number "
            + next.number()
            + " was published while "
            + node.name()
            + " relied on number "
            + node.status().installed());
  }

  private int index(Publication publication) {
    return steps.indexOf(steps.find(new JsonObject(publication.document()).getString("step")));
  }

  private static MigrationRecord recordOf(Publication publication) {
    return MigrationRecord.from(
        new JsonObject(publication.document()).put("floor", 0).put("backSince", 0).toBuffer());
  }

  /** The fleet did what it must never do. */
  static final class BrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenException(String message) {
      super(message);
    }
  }
}
