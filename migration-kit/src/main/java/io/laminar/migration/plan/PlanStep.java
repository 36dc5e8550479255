package io.laminar.migration.plan;

import io.laminar.migration.route.Policy;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One point of a strategy.
 *
 * @param id names it in commands and records, such as {@code S3}
 * @param title what happens, in a few words
 * @param policy what reads and writes do
 * @param jobs what goes on in the background while it is held
 * @param gatesUp what must hold before the migration goes on from here
 * @param gatesDown what must hold before it goes back from here
 * @param mayLose what may be lost or seen late between here and the next step
 * @param pause what stands still, and for how long
 * @param wayBack how one gets back from here
 * @param waived laws that are known to be broken between here and the next step; {@code mayLose}
 *     tells the price
 */
public record PlanStep(
    String id,
    String title,
    Policy policy,
    Set<Job> jobs,
    List<Gate> gatesUp,
    List<Gate> gatesDown,
    String mayLose,
    String pause,
    String wayBack,
    Set<Law> waived) {

  /** What goes on in the background while a step is held. */
  public enum Job {
    /** What is written to new is copied back to old. */
    COPY_BACK,
    /** The new server follows the old one by the engine's own replication. */
    REPLICATE,
    /** The old server follows the new one by the engine's own replication. */
    REPLICATE_BACK,
    /** The step is left, and taken again, as the weather of the new store says. */
    WATCH_WEATHER,
    /** The step that is taken while the new store does not do well. */
    SHELTER
  }

  public PlanStep {
    Objects.requireNonNull(id, "id");
    jobs = Set.copyOf(jobs);
    gatesUp = List.copyOf(gatesUp);
    gatesDown = List.copyOf(gatesDown);
    waived = Set.copyOf(waived);
  }

  static PlanStep of(String id, String title, Policy policy) {
    return new PlanStep(
        id,
        title,
        policy,
        Set.of(),
        List.of(),
        List.of(),
        "nothing",
        "none",
        "step down",
        Set.of());
  }

  PlanStep up(Gate... gates) {
    return new PlanStep(
        id, title, policy, jobs, List.of(gates), gatesDown, mayLose, pause, wayBack, waived);
  }

  PlanStep down(Gate... gates) {
    return new PlanStep(
        id, title, policy, jobs, gatesUp, List.of(gates), mayLose, pause, wayBack, waived);
  }

  PlanStep running(Job job) {
    return new PlanStep(
        id, title, policy, EnumSet.of(job), gatesUp, gatesDown, mayLose, pause, wayBack, waived);
  }

  PlanStep mayLose(String what, Law... broken) {
    return new PlanStep(
        id, title, policy, jobs, gatesUp, gatesDown, what, pause, wayBack, Set.of(broken));
  }

  PlanStep pauses(String what) {
    return new PlanStep(
        id, title, policy, jobs, gatesUp, gatesDown, mayLose, what, wayBack, waived);
  }

  PlanStep back(String how) {
    return new PlanStep(id, title, policy, jobs, gatesUp, gatesDown, mayLose, pause, how, waived);
  }

  PlanStep under(Policy other) {
    return new PlanStep(
        id, title, other, jobs, gatesUp, gatesDown, mayLose, pause, wayBack, waived);
  }

  @Override
  public String toString() {
    return id;
  }
}
