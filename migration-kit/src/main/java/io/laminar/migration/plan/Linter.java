package io.laminar.migration.plan;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.plan.Regions.Region;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Decides whether two neighbouring steps may be in force side by side while members go from one to
 * the other, for every group of keys, by seven {@linkplain Law laws}; and shows for each broken law
 * what may happen.
 *
 * <p>The laws are decided from the two steps alone. They are conservative: they assume that any
 * write may meet any read, and any store may fail.
 */
public final class Linter {

  private static final int OPERATIONS = 3;

  private Linter() {}

  /**
   * A law that two steps break for some keys.
   *
   * @param keys which keys, in words
   * @param waived true if the strategy says so itself, and at what price
   * @param history what may happen, event by event; empty if it only may not be relied on
   */
  public record Violation(
      Law law, String from, String to, String keys, boolean waived, List<String> history) {

    public Violation {
      history = List.copyOf(history);
    }

    @Override
    public String toString() {
      return from + " → " + to + " breaks " + law + " (" + keys + ")";
    }
  }

  /** True if every law that is broken is one that the strategy says it breaks. */
  public static boolean isSafe(List<Violation> violations) {
    return violations.stream().allMatch(Violation::waived);
  }

  /** What is wrong with the steps of a migration, upwards and downwards. */
  public static List<Violation> lint(Steps steps) {
    List<Violation> all = new ArrayList<>();
    for (int i = 0; i + 1 < steps.all().size(); i++) {
      PlanStep lower = steps.all().get(i);
      PlanStep upper = steps.all().get(i + 1);
      boolean ends = steps.isEnd(upper);
      Set<Law> waived = lower.waived();
      all.addAll(lint(lower, upper, lower.gatesUp(), waived, !ends));
      if (!ends) {
        all.addAll(lint(upper, lower, upper.gatesDown(), waived, false));
      }
    }
    return all;
  }

  /**
   * What is wrong with going from one step to another.
   *
   * @param gates what is made to hold in between
   */
  public static List<Violation> lint(PlanStep from, PlanStep to, List<Gate> gates) {
    return lint(from, to, gates, Set.of(), true);
  }

  private static List<Violation> lint(
      PlanStep from, PlanStep to, List<Gate> gates, Set<Law> waived, boolean up) {
    List<Violation> found = new ArrayList<>();
    for (Region region : Regions.of(from.policy(), to.policy())) {
      Set<Law> broken = broken(region, gates);
      if (up && lacksWayBack(region, from, to)) {
        broken.add(Law.WAY_BACK_RUNS);
      }
      if (!broken.isEmpty()) {
        var pair = new Explorer.Pair(from.id(), region.from(), to.id(), region.to(), gates);
        List<String> history = new Explorer(pair, 1, OPERATIONS).findHistory().orElse(List.of());
        for (Law law : broken) {
          found.add(
              new Violation(law, from.id(), to.id(), region.keys(), waived.contains(law), history));
        }
      }
    }
    return found;
  }

  /** The laws that hold for operations. */
  static Set<Law> broken(Region region, List<Gate> gates) {
    Set<Law> broken = EnumSet.noneOf(Law.class);
    boolean unused = gates.stream().anyMatch(Gate::provesUnused) && differ(region);
    if (!unused) {
      check(Law.ONE_AUTHORITY, any(region, Linter::shareNoAuthority), broken);
      check(Law.TRUSTED_IS_WRITTEN, any(region, Linter::misses), broken);
      check(Law.TRUSTED_IS_WRITTEN, isUnfilled(region, gates), broken);
      check(Law.JOURNAL_UNTRUSTED, any(region, Linter::trustsJournalled), broken);
    }
    check(Law.READABLE_FORMATS, any(region, Linter::cannotRead), broken);
    check(Law.READABLE_FORMATS, leavesCompact(region, gates), broken);
    return broken;
  }

  private static void check(Law law, boolean isBroken, Set<Law> broken) {
    if (isBroken) {
      broken.add(law);
    }
  }

  private static boolean differ(Region region) {
    return !region.from().equals(region.to());
  }

  /** True for some reader and some writer, of either step. */
  private static boolean any(Region region, BiPredicate<Cell, Cell> breaks) {
    List<Cell> all = new ArrayList<>(region.from());
    all.addAll(region.to());
    return all.stream().anyMatch(one -> all.stream().anyMatch(other -> breaks.test(one, other)));
  }

  private static boolean isFrozen(Cell cell) {
    return cell.writes() instanceof WritePolicy.Frozen;
  }

  private static boolean shareNoAuthority(Cell one, Cell other) {
    if (isFrozen(one) || isFrozen(other)) {
      return false;
    }
    if (one.writes() instanceof WritePolicy.Queued
        && other.writes() instanceof WritePolicy.Queued) {
      return false;
    }
    for (Side side : Side.values()) {
      if (one.writes().acknowledgesIn(side) && other.writes().acknowledgesIn(side)) {
        return false;
      }
    }
    return true;
  }

  /** True if the reader may not see what the writer was told is written. */
  private static boolean misses(Cell reader, Cell writer) {
    if (isFrozen(writer) || reader.reads() instanceof ReadPolicy.Refused) {
      return false;
    }
    if (reader.reads() instanceof ReadPolicy.NewestOfBoth) {
      return writer.writes() instanceof WritePolicy.Queued;
    }
    return !writer.writes().acknowledgesIn(reader.reads().first());
  }

  /** True if the reader falls back on a store that the writer leaves behind with a note. */
  private static boolean trustsJournalled(Cell reader, Cell writer) {
    return writer.writes() instanceof WritePolicy.Both both
        && reader.reads().asks(both.authority().other());
  }

  private static boolean cannotRead(Cell reader, Cell writer) {
    return !isFrozen(writer) && !reader.conversion().reads(writer.conversion());
  }

  /** True if the next step does not understand what the one before may have left. */
  private static boolean leavesCompact(Region region, List<Gate> gates) {
    return gates.stream().noneMatch(Gate::provesNoneCompact)
        && region.from().stream().anyMatch(cell -> cell.conversion() != Conversion.NONE)
        && region.to().stream().anyMatch(cell -> cell.conversion() == Conversion.NONE);
  }

  /** True if the next step trusts a store that may lack what was written before. */
  private static boolean isUnfilled(Region region, List<Gate> gates) {
    return region.to().stream()
        .anyMatch(
            cell -> {
              ReadPolicy reads = cell.reads();
              boolean trustsOne =
                  reads instanceof ReadPolicy.Only || reads instanceof ReadPolicy.FallThrough;
              return trustsOne
                  && gates.stream().noneMatch(gate -> gate.fills(reads.first()))
                  && region.from().stream().noneMatch(before -> isComplete(before, reads));
            });
  }

  /** True if a step keeps complete what the next one's reads rely on. */
  private static boolean isComplete(Cell before, ReadPolicy next) {
    return before.reads() instanceof ReadPolicy.Only only && only.side() == next.first()
        || before.reads() instanceof ReadPolicy.FallThrough through
            && next instanceof ReadPolicy.FallThrough
            && through.first() == next.first();
  }

  /** True if the next step begins to write the new store alone and nothing leads back. */
  private static boolean lacksWayBack(Region region, PlanStep from, PlanStep to) {
    boolean begins =
        region.to().stream().anyMatch(cell -> cell.writesOnly(Side.NEW))
            && region.from().stream().noneMatch(cell -> cell.writesOnly(Side.NEW));
    return begins
        && !to.jobs().contains(Job.COPY_BACK)
        && to.gatesDown().stream().noneMatch(gate -> gate.fills(Side.OLD))
        && from.gatesDown().stream().noneMatch(gate -> gate.fills(Side.OLD));
  }
}
