package io.laminar.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.plan.Linter.Violation;
import io.laminar.migration.plan.Regions.Region;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LinterTest {

  private record Explored(Explorer.Pair pair, int keys, int operations) {}

  /** Many neighbours treat some keys alike. */
  private static final Map<Explored, Optional<List<String>>> EXPLORED = new ConcurrentHashMap<>();

  private static final List<Gate> FILLED = List.of(Gate.VERIFIED);

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void findsNothingInAStrategyThatItDoesNotSayItself(Strategy strategy) {
    List<Violation> violations = Linter.lint(Steps.of(strategy));

    assertThat(violations).filteredOn(violation -> !violation.waived()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void isRightAboutEveryPairOfNeighboursUnderEveryInterleavingAndCrash(Strategy strategy) {
    List<PlanStep> steps = Steps.of(strategy).all();
    for (int i = 0; i + 1 < steps.size(); i++) {
      judge(steps.get(i), steps.get(i + 1), steps.get(i).gatesUp());
      judge(steps.get(i + 1), steps.get(i), steps.get(i + 1).gatesDown());
    }
  }

  /** What it passes is safe, and what it refuses goes wrong in some way. */
  private static void judge(PlanStep from, PlanStep to, List<Gate> gates) {
    for (Region region : Regions.of(from.policy(), to.policy())) {
      judge(from + " → " + to, region, gates);
    }
  }

  private static void judge(String pair, Region region, List<Gate> gates) {
    Set<Law> broken = Linter.broken(region, gates);
    Optional<List<String>> history =
        explore(region, gates, 2, 2).or(() -> explore(region, gates, 1, 3));
    assertThat(history.isPresent())
        .as("%s, %s: broken %s, history %s", pair, region.keys(), broken, history)
        .isEqualTo(!broken.isEmpty());
  }

  /** Some keys go first: what they and the others do is what either step does, or both. */
  @ParameterizedTest
  @EnumSource(Strategy.class)
  void isRightAboutEveryRampBetweenNeighbours(Strategy strategy) {
    var few = new Selector.PerMille("m", 10);
    var many = new Selector.PerMille("m", 500);
    List<PlanStep> steps = Steps.of(strategy).all();
    for (int i = 0; i + 1 < steps.size(); i++) {
      PlanStep lower = steps.get(i);
      PlanStep upper = steps.get(i + 1);
      PlanStep begun = lower.under(lower.policy().except(few, upper.policy()));
      PlanStep more = lower.under(lower.policy().except(many, upper.policy()));
      judge(lower, begun, lower.gatesUp());
      judge(begun, more, lower.gatesUp());
      judge(more, upper, lower.gatesUp());
      judge(more, begun, upper.gatesDown());
      judge(begun, lower, upper.gatesDown());
    }
  }

  /** Every rollover that a plan may ask for, with and without the date of its way back. */
  @ParameterizedTest
  @ValueSource(strings = {"", "20270101"})
  void isRightAboutARolloverByDates(String cut) {
    var dates = new Selector.DateInKey("#", "20261130", "");
    List<PlanStep> steps = Steps.rollover(dates, cut, Selector.ALL).all();

    for (int i = 0; i + 1 < steps.size(); i++) {
      judge(steps.get(i), steps.get(i + 1), steps.get(i).gatesUp());
      judge(steps.get(i + 1), steps.get(i), steps.get(i + 1).gatesDown());
    }
  }

  /**
   * Beside a member in safe mode, which writes both and reads the newer of both, every step of the
   * strategy is safe, whichever it is: others have gone on without it.
   */
  @ParameterizedTest
  @EnumSource(
      value = Strategy.class,
      names = {"CLEVER_ADAPTER", "DUAL_WRITE", "PROXIED_ACCESS"})
  void everyStepIsSafeBesideAMemberInSafeMode(Strategy strategy) {
    requireSafeBesideSafeMode(Steps.of(strategy));
  }

  /** A member that may have missed a cut keeps the keys that it moves so, and no others. */
  @ParameterizedTest
  @ValueSource(strings = {"", "20270101"})
  void everyStepOfARolloverIsSafeBesideAMemberThatMayHaveMissedACut(String cut) {
    var dates = new Selector.DateInKey("#", "20261130", "");

    requireSafeBesideSafeMode(Steps.rollover(dates, cut, Selector.ALL));
  }

  private static void requireSafeBesideSafeMode(Steps steps) {
    Cell safe = Cell.of(new ReadPolicy.NewestOfBoth(), new WritePolicy.Strict(Side.OLD));
    for (PlanStep step : steps.all()) {
      for (Region region : Regions.of(step.policy(), step.policy())) {
        var pair = new Region(region.keys(), region.from(), List.of(safe));

        Optional<List<String>> history =
            explore(pair, List.of(), 2, 2).or(() -> explore(pair, List.of(), 1, 3));

        assertThat(history).as("%s, %s", step, region.keys()).isEmpty();
      }
    }
  }

  @Test
  void isRightAboutEveryPairOfNotations() {
    List<Cell> cells = Stream.of(Conversion.values()).map(Cell.only(Side.OLD)::converting).toList();
    for (Cell from : cells) {
      for (Cell to : cells) {
        for (List<Gate> gates : List.of(List.<Gate>of(), List.of(Gate.CONVERTED_BACK))) {
          judge(
              from + " → " + to + " after " + gates,
              new Region("all keys", List.of(from), List.of(to)),
              gates);
        }
      }
    }
  }

  private static Optional<List<String>> explore(
      Region region, List<Gate> gates, int keys, int operations) {
    var pair = new Explorer.Pair("P", region.from(), "Q", region.to(), gates);
    return EXPLORED.computeIfAbsent(
        new Explored(pair, keys, operations),
        once -> new Explorer(pair, keys, operations).findHistory());
  }

  /** Every kind of cell that there is, also those that no strategy uses. */
  private static List<Cell> catalogue() {
    List<ReadPolicy> reads =
        List.of(
            new ReadPolicy.Only(Side.OLD),
            new ReadPolicy.Only(Side.NEW),
            new ReadPolicy.FallThrough(Side.NEW, false),
            new ReadPolicy.FallThrough(Side.OLD, false),
            new ReadPolicy.NewestOfBoth(),
            new ReadPolicy.Refused());
    List<WritePolicy> writes =
        List.of(
            new WritePolicy.Only(Side.OLD),
            new WritePolicy.Only(Side.NEW),
            new WritePolicy.Both(Side.OLD),
            new WritePolicy.Both(Side.NEW),
            new WritePolicy.Strict(Side.OLD),
            new WritePolicy.Strict(Side.NEW),
            new WritePolicy.Queued(),
            new WritePolicy.Frozen(WritePolicy.Frozen.Manner.REJECT));
    List<Cell> all = new ArrayList<>();
    reads.forEach(read -> writes.forEach(write -> all.add(Cell.of(read, write))));
    return all;
  }

  @Test
  void passesNothingThatIsUnsafeAndRefusesOnlyWhatIsUnsafeOrListedAsTooCareful() {
    for (Cell from : catalogue()) {
      for (Cell to : catalogue()) {
        for (List<Gate> gates : List.of(List.<Gate>of(), FILLED)) {
          var region = new Region("all keys", List.of(from), List.of(to));
          Set<Law> broken = Linter.broken(region, gates);
          Optional<List<String>> history = explore(region, gates, 1, 2);
          if (broken.isEmpty()) {
            assertThat(history).as("%s → %s after %s", from, to, gates).isEmpty();
          } else if (history.isEmpty()) {
            assertThat(isTooCareful(region, broken)).as("%s → %s: %s", from, to, broken).isTrue();
          }
        }
      }
    }
  }

  /**
   * What is refused though no history of this kind shows harm. Reads that fall back on a journalled
   * store: entries that expire are not tried here, and one that ends in the first store would
   * uncover the former value in a store that missed it. Two authorities under readers that always
   * take the newer of both: nothing is hidden as long as both stores answer, which nobody promises.
   */
  private static boolean isTooCareful(Region region, Set<Law> broken) {
    boolean readsBoth =
        Stream.of(region.from(), region.to())
            .flatMap(List::stream)
            .anyMatch(cell -> cell.reads().asks(Side.OLD) && cell.reads().asks(Side.NEW));
    boolean readsOneAlone =
        Stream.of(region.from(), region.to())
            .flatMap(List::stream)
            .anyMatch(cell -> cell.reads() instanceof ReadPolicy.Only);
    return readsBoth && broken.equals(Set.of(Law.JOURNAL_UNTRUSTED))
        || !readsOneAlone && broken.contains(Law.ONE_AUTHORITY);
  }

  @Test
  void showsWhatHappensWhenTheAuthorityMovesWithoutAPause() {
    PlanStep old = PlanStep.of("P", "old", Policy.only(Side.OLD));
    PlanStep other = PlanStep.of("Q", "new", Policy.only(Side.NEW));

    List<Violation> violations = Linter.lint(old, other, FILLED);

    assertThat(violations)
        .extracting(Violation::law)
        .contains(Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN);
    assertThat(violations.get(0).history())
        .last()
        .asString()
        .contains("had been acknowledged before it began");
  }
}
