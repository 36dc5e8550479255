package io.laminar.migration.ladder;

import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of a dual-write migration, in order.
 *
 * <p>Only neighbours follow each other, and any two neighbours are safe side by side: in S4 and S5
 * every acknowledged write is in both stores, so that reads may move between them without a pause;
 * in all others the store that is read has seen every acknowledged write since it was filled.
 */
public enum Step {
  S0("old alone", Policy.only(Side.OLD), Set.of(), Set.of()),
  S1("shadow writes", Policy.both(Side.OLD), Set.of(), Set.of()),
  S2("backfill", Policy.both(Side.OLD), Set.of(Gate.COPIED, Gate.VERIFIED), Set.of()),
  S3(
      "shadow reads",
      Policy.both(Side.OLD).comparing(),
      Set.of(Gate.VERIFIED, Gate.JOURNAL_EMPTY, Gate.SOAKED),
      Set.of()),
  S4("strict, old", Policy.strict(Side.OLD), Set.of(Gate.VERIFIED, Gate.JOURNAL_EMPTY), Set.of()),
  S5("strict, new", Policy.strict(Side.NEW), Set.of(), Set.of(Gate.VERIFIED, Gate.JOURNAL_EMPTY)),
  S6(
      "authority new",
      Policy.both(Side.NEW),
      Set.of(Gate.SOAKED),
      Set.of(Gate.COPIED_BACK, Gate.VERIFIED, Gate.JOURNAL_EMPTY)),
  S7("new, copied back", Policy.only(Side.NEW), Set.of(), Set.of()),
  S8("done", Policy.only(Side.NEW), Set.of(), Set.of());

  private final String title;
  private final Policy policy;
  private final Set<Gate> gatesUp;
  private final Set<Gate> gatesDown;

  Step(String title, Policy policy, Set<Gate> gatesUp, Set<Gate> gatesDown) {
    this.title = title;
    this.policy = policy;
    this.gatesUp = gatesUp;
    this.gatesDown = gatesDown;
  }

  /** What happens in the step, in a few words. */
  public String title() {
    return title;
  }

  /** What reads and writes do. */
  public Policy policy() {
    return policy;
  }

  /** What must hold before the migration goes from here towards a step. */
  Set<Gate> gatesTowards(Step goal) {
    return goal.compareTo(this) > 0 ? gatesUp : gatesDown;
  }

  /** The neighbour in the direction of a step; this one if it is the same. */
  Step towards(Step goal) {
    return values()[ordinal() + Integer.signum(goal.ordinal() - ordinal())];
  }

  /** True while a write may reach one store and not the other. */
  boolean writesBoth() {
    return policy.write().writesTo(Side.OLD) && policy.write().writesTo(Side.NEW);
  }

  /**
   * Reads a step's name.
   *
   * @throws IllegalArgumentException with the names there are
   */
  public static Step parse(String name) {
    return Arrays.stream(values())
        .filter(step -> step.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "step must be one of "
                        + Arrays.stream(values()).map(Step::name).collect(Collectors.joining(", "))
                        + ", was \""
                        + name
                        + "\""));
  }

  /** A condition for leaving a step. */
  enum Gate {
    /** Everything that was in the old store when the backfill began is in the new one. */
    COPIED,
    /** Everything written while the old store was not is in it again. */
    COPIED_BACK,
    /** A comparison of all keys found both stores equal, and both were written ever since. */
    VERIFIED,
    /** No key waits for its second copy. */
    JOURNAL_EMPTY,
    /** The step was held for a while and no compared read differed. */
    SOAKED
  }
}
