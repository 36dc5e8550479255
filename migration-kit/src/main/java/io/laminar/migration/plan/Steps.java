package io.laminar.migration.plan;

import io.laminar.migration.plan.Strategy.Terms;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The steps of one migration, in order: a strategy with what its plan fills in. Immutable.
 *
 * @param strategy where they come from
 * @param all the first uses the old store alone
 */
public record Steps(Strategy strategy, List<PlanStep> all) {

  private static final Terms NOTHING = new Terms(Selector.ALL, Selector.ALL, Sync.NONE);

  public Steps {
    all = List.copyOf(all);
  }

  /** A strategy for all keys, where nothing has to be filled in. */
  public static Steps of(Strategy strategy) {
    return of(strategy, NOTHING, Selector.ALL);
  }

  /** A strategy for some keys. */
  public static Steps of(Strategy strategy, Selector selector) {
    return of(strategy, NOTHING, selector);
  }

  /**
   * A timed rollover.
   *
   * @param open the keys that go to the new store
   * @param cut the date from which keys go to the old store again; empty if none
   * @param selector the keys that move; all others stay in the old store
   */
  public static Steps rollover(DateInKey open, String cut, Selector selector) {
    var dates = new DateInKey(open.after(), open.from(), cut);
    return of(Strategy.TIMED_ROLLOVER, new Terms(dates, open, Sync.NONE), selector);
  }

  static Steps of(Strategy strategy, Terms terms, Selector selector) {
    List<PlanStep> steps = strategy.steps(terms);
    return new Steps(
        strategy,
        selector.equals(Selector.ALL)
            ? steps
            : steps.stream()
                .map(step -> step.under(Policy.only(Side.OLD).except(selector, step.policy())))
                .toList());
  }

  /** The dates in keys by which a timed rollover goes; empty in any other strategy. */
  public Optional<DateInKey> dates() {
    return strategy == Strategy.TIMED_ROLLOVER
        ? dateIn(top().policy().cells().get(0).selector())
        : Optional.empty();
  }

  /** The strategy's own stands behind what the plan selects. */
  private static Optional<DateInKey> dateIn(Selector selector) {
    if (selector instanceof Selector.And and) {
      return dateIn(and.parts().get(and.parts().size() - 1));
    }
    return selector instanceof DateInKey date ? Optional.of(date) : Optional.empty();
  }

  /** The old store alone. */
  public PlanStep first() {
    return all.get(0);
  }

  /** The last step that can be undone. */
  public PlanStep top() {
    return all.get(all.size() - (hasEnd() ? 2 : 1));
  }

  /** True if the last step gives the old store up. */
  public boolean hasEnd() {
    return !strategy.isInPlace();
  }

  /** True if it gives the old store up. */
  public boolean isEnd(PlanStep step) {
    return hasEnd() && step.id().equals(all.get(all.size() - 1).id());
  }

  /** Where a step is, from 0. */
  public int indexOf(PlanStep step) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(step.id())) {
        return i;
      }
    }
    throw new IllegalArgumentException(step.id() + " is not one of " + names());
  }

  /** The neighbour in the direction of a step; the step itself if it is the same. */
  public PlanStep towards(PlanStep from, PlanStep goal) {
    int here = indexOf(from);
    return all.get(here + Integer.signum(indexOf(goal) - here));
  }

  /** What must hold before the migration goes from one step towards another. */
  public List<Gate> gates(PlanStep from, PlanStep goal) {
    return indexOf(goal) > indexOf(from) ? from.gatesUp() : from.gatesDown();
  }

  /** The way from one step to another, a line for each, with what must hold on it. */
  public List<String> way(PlanStep from, PlanStep goal) {
    return way(from, goal, gate -> true);
  }

  /** The same where not every gate is asked. */
  public List<String> way(PlanStep from, PlanStep goal, Predicate<Gate> asked) {
    List<String> way = new ArrayList<>();
    for (PlanStep here = from; !here.id().equals(goal.id()); here = towards(here, goal)) {
      PlanStep next = towards(here, goal);
      String gates =
          gates(here, goal).stream()
              .filter(asked)
              .map(Gate::text)
              .collect(Collectors.joining("; "));
      way.add(here + " → " + next + " " + next.title() + (gates.isEmpty() ? "" : ": " + gates));
    }
    return way;
  }

  /** True if the servers follow each other by themselves, and so for all keys at once. */
  public boolean replicates() {
    return all.stream().anyMatch(step -> step.jobs().contains(PlanStep.Job.REPLICATE));
  }

  /** True if some step journals what the other store missed. */
  public boolean journals() {
    return all.stream().anyMatch(step -> step.policy().any(cell -> cell.writesBoth()));
  }

  /**
   * Finds a step by its name.
   *
   * @throws IllegalArgumentException with the names there are
   */
  public PlanStep find(String id) {
    return all.stream()
        .filter(step -> step.id().equals(id.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "step must be one of " + names() + ", was \"" + id + "\""));
  }

  private String names() {
    return all.stream().map(PlanStep::id).collect(Collectors.joining(", "));
  }
}
