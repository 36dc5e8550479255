package io.laminar.migration.simulation;

import io.laminar.migration.ladder.Course;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a run is about: by which strategy which keys move, and which keys there are. A key tells
 * what selectors ask for: {@code u:k3#20260101} begins with the kind of what it names and ends with
 * a date.
 *
 * @param selector the keys that move; all others stay in the old store
 */
record Scope(Strategy strategy, Selector selector, List<String> keys) {

  /** In which a counter loses nothing: where one store is written, and no value is converted. */
  private static final Set<Strategy> COUNTING =
      EnumSet.of(
          Strategy.STOP_AND_MIGRATE,
          Strategy.READ_ONLY,
          Strategy.SYNCHRONIZE,
          Strategy.CLEVER_ADAPTER,
          Strategy.DUAL_WRITE,
          Strategy.PROXIED_ACCESS);

  /** In which the stores hold the same wherever both are written. */
  private static final Set<Strategy> DUAL_WRITES =
      EnumSet.of(Strategy.DUAL_WRITE, Strategy.PROXIED_ACCESS);

  /** Of which members may show a value that one in the other store had replaced, once that ends. */
  private static final Set<Strategy> UNCOVERING =
      EnumSet.of(
          Strategy.SYNCHRONIZE,
          Strategy.DOUBLE_COPY,
          Strategy.DUAL_LOOKUP,
          Strategy.QUEUED_DUAL_LOOKUP);

  Scope {
    keys = List.copyOf(keys);
  }

  /** All keys move in every other run, else some that a selector of any kind tells. */
  static Scope any(Strategy strategy, boolean allKeys, Random random) {
    if (strategy == Strategy.TIMED_ROLLOVER) {
      return dated(allKeys, random);
    }
    Selector selector = allKeys ? Selector.ALL : anySelector(random);
    List<String> keys =
        IntStream.range(0, 2 + random.nextInt(10))
            .mapToObj(i -> (i % 2 == 0 ? "u:" : "c:") + "k" + i + "#2026010" + (1 + i % 3))
            .toList();
    return new Scope(strategy, selector, keys);
  }

  /** Of keys of each hour, and some without one, all move in most runs. */
  private static Scope dated(boolean allKeys, Random random) {
    int names = 1 + random.nextInt(3);
    List<String> keys =
        IntStream.range(0, 4 * names)
            .mapToObj(i -> dated((i / 4 % 2 == 0 ? "u:" : "c:") + "k" + i / 4, i % 4))
            .toList();
    var users = new Selector.Prefix("u:");
    Selector selector =
        switch (allKeys ? 3 : random.nextInt(8)) {
          case 0 -> users;
          case 1 -> new Selector.Not(users);
          case 2 -> new Selector.PerMille("simulated apart", 300 + random.nextInt(400));
          default -> Selector.ALL;
        };
    return new Scope(Strategy.TIMED_ROLLOVER, selector, keys);
  }

  private static String dated(String name, int hour) {
    return hour > Hours.FIRST + 1 ? name : Hours.key(name, hour);
  }

  private static Selector anySelector(Random random) {
    var users = new Selector.Prefix("u:");
    var dates = new DateInKey("#", "20260102", random.nextBoolean() ? "20260103" : "");
    var some = new Selector.PerMille("simulated apart", 300 + random.nextInt(400));
    return switch (random.nextInt(12)) {
      case 0 -> users;
      case 1 -> dates;
      case 2 -> some;
      case 3 -> new Selector.Not(users);
      case 4 -> new Selector.And(List.of(some, new Selector.Not(dates)));
      case 5 -> new Selector.Or(List.of(dates, new Selector.And(List.of(users, some))));
      default -> Selector.ALL;
    };
  }

  boolean isDated() {
    return strategy == Strategy.TIMED_ROLLOVER;
  }

  /** The steps before any cut is set. */
  Steps steps() {
    return steps("");
  }

  private Steps steps(String cut) {
    return isDated() ? Hours.steps(cut, selector) : Steps.of(strategy, selector);
  }

  /** The migration along steps that are spoiled in some way. */
  Course course(UnaryOperator<Steps> spoil) {
    Map<String, Steps> stepsByCut = new HashMap<>();
    return new Course(
        cut -> stepsByCut.computeIfAbsent(cut, date -> spoil.apply(steps(date))), selector, "");
  }

  /** The key of a counter; empty if there is none. */
  Optional<String> counter() {
    return COUNTING.contains(strategy) ? Optional.of("u:sum#20260101") : Optional.empty();
  }

  boolean isDualWrite() {
    return DUAL_WRITES.contains(strategy);
  }

  /**
   * What ends in a store that others pass by uncovers what those others have: some strategies say
   * so among what they may lose, and it is so for members in safe mode.
   */
  boolean mayUseEnds(Mood mood) {
    return !isDated()
        && !UNCOVERING.contains(strategy)
        && (mood == Mood.CALM || mood == Mood.STORES);
  }

  @Override
  public String toString() {
    return strategy.id() + ", " + selector;
  }
}
