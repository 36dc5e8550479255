package io.laminar.migration.simulation;

import io.laminar.migration.plan.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Migrations simulated from seeds. A seed gives one run, always the same: which strategy, which
 * engines, what fails and when, and how events overtake each other.
 */
public final class Simulation {

  /** They take turns, but for every twelfth seed, which goes through a timed rollover. */
  private static final List<Strategy> STRATEGIES =
      Run.STRATEGIES.stream().filter(each -> each != Strategy.TIMED_ROLLOVER).toList();

  private static final int ROLLOVER_EVERY = 12;

  /** So many runs a mutant gets to be caught. */
  public static final int RUNS_PER_MUTANT = 2_000;

  private Simulation() {}

  /**
   * What came of many runs.
   *
   * @param runs how many there were
   * @param wrong the stories of those in which a promise was broken, each with its seed
   */
  public record Outcome(long runs, List<String> wrong) {
    public Outcome {
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * What came of a known-wrong variant.
   *
   * @param wrong what it does wrong
   * @param runs how many runs it took
   * @param caughtBy the check that found it; empty if none did
   */
  public record Kill(String mutant, String wrong, long runs, String caughtBy) {}

  /**
   * Runs seeds one after another, until one breaks a promise.
   *
   * @param from the first seed
   * @param goesOn asked before each further run
   * @param seen told each seed that was run
   */
  public static Outcome run(long from, BooleanSupplier goesOn, LongConsumer seen) {
    List<String> wrong = new ArrayList<>();
    long seed = from;
    do {
      Verdict verdict = judge(seed, Mutant.NONE);
      seen.accept(seed);
      if (!verdict.isRight()) {
        wrong.add(verdict.toString());
      }
      seed++;
    } while (wrong.isEmpty() && goesOn.getAsBoolean());
    return new Outcome(seed - from, wrong);
  }

  /** The names of all mutants. */
  public static List<String> mutants() {
    Set<Mutant> all = EnumSet.complementOf(EnumSet.of(Mutant.NONE));
    return all.stream().map(Simulation::name).toList();
  }

  /**
   * Runs a known-wrong variant until a check catches it.
   *
   * @throws IllegalArgumentException with the names there are
   */
  public static Kill kill(String name) {
    Mutant mutant = parse(name);
    for (long seed = 1; seed <= RUNS_PER_MUTANT; seed++) {
      Verdict verdict = new Run(seed, mutant.strategy(), mutant).judge();
      if (!verdict.isRight()) {
        return new Kill(name(mutant), mutant.wrong(), seed, verdict.check());
      }
    }
    return new Kill(name(mutant), mutant.wrong(), RUNS_PER_MUTANT, "");
  }

  private static Verdict judge(long seed, Mutant mutant) {
    return new Run(seed, strategyOf(seed), mutant).judge();
  }

  private static Strategy strategyOf(long seed) {
    return Math.floorMod(seed, ROLLOVER_EVERY) == 0
        ? Strategy.TIMED_ROLLOVER
        : STRATEGIES.get(Math.floorMod(seed, STRATEGIES.size()));
  }

  private static String name(Mutant mutant) {
    return mutant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Mutant parse(String name) {
    return Arrays.stream(Mutant.values())
        .filter(mutant -> mutant != Mutant.NONE && name(mutant).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a mutant is one of "
                        + mutants().stream().collect(Collectors.joining(", "))
                        + ", was \""
                        + name
                        + "\""));
  }
}
