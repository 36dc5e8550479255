package io.laminar.migration.plan;

import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Side;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How well the new store must do while a step stands: the gate that leads back.
 *
 * <p>Only the new store is judged: a step back takes load and trust from it, and would not help the
 * old one.
 *
 * @param standard for every step in which callers feel the new store: it is read, compared, or
 *     needed to acknowledge a write
 * @param byStep for the steps named, whatever they do, in place of the standard
 * @param dwell how long it must do badly before that counts
 */
public record Objectives(Objective standard, Map<String, Objective> byStep, Duration dwell) {

  /**
   * What is allowed in a step.
   *
   * @param errorPercent so many operations in a hundred must not fail; 0 = not judged
   * @param p99 one operation in a hundred must not take so long; 0 = not judged
   */
  public record Objective(int errorPercent, Duration p99) {

    /** Nothing is judged. */
    public static final Objective NONE = new Objective(0, Duration.ZERO);

    public Objective {
      Objects.requireNonNull(p99, "p99");
    }

    /** True if something is judged. */
    public boolean isJudged() {
      return errorPercent > 0 || !p99.isZero();
    }

    @Override
    public String toString() {
      return isJudged()
          ? (errorPercent == 0 ? "" : errorPercent + " % of errors")
              + (errorPercent == 0 || p99.isZero() ? "" : " or ")
              + (p99.isZero() ? "" : "a 99th percentile of " + p99.toMillis() + " ms")
          : "nothing";
    }
  }

  /** No step is ever left by itself. */
  public static final Objectives NONE = new Objectives(Objective.NONE, Map.of(), Duration.ZERO);

  /** Where nothing is said: half of what an operation may take, for longer than a blip. */
  public static final Objectives DEFAULT =
      new Objectives(new Objective(10, Duration.ofMillis(500)), Map.of(), Duration.ofSeconds(15));

  public Objectives {
    Objects.requireNonNull(standard, "standard");
    Objects.requireNonNull(dwell, "dwell");
    byStep = Map.copyOf(byStep);
  }

  /** True if some step is judged. */
  public boolean isJudged() {
    return standard.isJudged() || byStep.values().stream().anyMatch(Objective::isJudged);
  }

  /** What is allowed in a step. */
  public Objective of(PlanStep step) {
    return byStep.getOrDefault(step.id(), isFelt(step) ? standard : Objective.NONE);
  }

  /** A step that follows the weather has its own way down. */
  private static boolean isFelt(PlanStep step) {
    return !step.jobs().contains(Job.WATCH_WEATHER) && step.policy().any(Objectives::isFelt);
  }

  private static boolean isFelt(Cell cell) {
    return cell.compares() || cell.reads().asks(Side.NEW) || cell.writes().acknowledgesIn(Side.NEW);
  }

  @Override
  public String toString() {
    return "one step by itself after %d s of %s%s"
        .formatted(
            dwell.toSeconds(),
            standard,
            new TreeMap<>(byStep)
                .entrySet().stream()
                    .map(step -> "; in " + step.getKey() + " of " + step.getValue())
                    .collect(Collectors.joining()));
  }
}
