package io.laminar.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Linter.Violation;
import io.laminar.migration.plan.Regions.Region;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LinterTest {

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
    boolean unused = gates.stream().anyMatch(Gate::provesUnused);
    for (Region region : Regions.of(from.policy(), to.policy())) {
      Set<Law> broken = Linter.broken(region, gates);
      if (!unused) { // what proves that nobody uses a key is a matter of dates
        Optional<List<String>> history =
            explore(region, gates, 2, 2).or(() -> explore(region, gates, 1, 3));
        assertThat(history.isPresent())
            .as("%s → %s, %s: broken %s, history %s", from, to, region.keys(), broken, history)
            .isEqualTo(!broken.isEmpty());
      }
    }
  }

  private static Optional<List<String>> explore(
      Region region, List<Gate> gates, int keys, int operations) {
    var pair = new Explorer.Pair("P", region.from(), "Q", region.to(), gates);
    return new Explorer(pair, keys, operations).findHistory();
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
