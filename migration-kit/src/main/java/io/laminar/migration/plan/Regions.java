package io.laminar.migration.plan;

import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Policy;
import io.laminar.migration.selector.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The groups of keys that two steps treat alike: for each group, what either step may do with its
 * keys. Found by trying every possible answer of the selectors that the two steps ask; answers that
 * contradict each other (a key among 1 ‰ and not among 10 ‰) are left out.
 */
final class Regions {

  /**
   * Keys that are treated alike.
   *
   * @param keys which, in words
   * @param from what the first step may do with them, as the weather is
   * @param to what the second step may do with them
   */
  record Region(String keys, List<Cell> from, List<Cell> to) {}

  private Regions() {}

  static List<Region> of(Policy from, Policy to) {
    Set<Selector> atoms = new LinkedHashSet<>();
    from.cells().forEach(cell -> collect(cell.selector(), atoms));
    to.cells().forEach(cell -> collect(cell.selector(), atoms));
    List<Selector> steady = atoms.stream().filter(each -> !each.changesWithWeather()).toList();
    Map<List<Object>, Region> regions = new LinkedHashMap<>();
    for (int answers = 0; answers < 1 << steady.size(); answers++) {
      Map<Selector, Boolean> chosen = answers(steady, answers);
      if (isPossible(chosen)) {
        List<Cell> first = cells(from, chosen);
        List<Cell> second = cells(to, chosen);
        regions.putIfAbsent(List.of(first, second), new Region(text(chosen), first, second));
      }
    }
    return List.copyOf(regions.values());
  }

  private static Map<Selector, Boolean> answers(List<Selector> atoms, int answers) {
    Map<Selector, Boolean> chosen = new LinkedHashMap<>();
    for (int i = 0; i < atoms.size(); i++) {
      chosen.put(atoms.get(i), (answers >> i & 1) == 1);
    }
    return chosen;
  }

  private static void collect(Selector selector, Set<Selector> atoms) {
    if (selector instanceof Selector.And and) {
      and.parts().forEach(part -> collect(part, atoms));
    } else if (selector instanceof Selector.Or or) {
      or.parts().forEach(part -> collect(part, atoms));
    } else if (selector instanceof Selector.Not not) {
      collect(not.part(), atoms);
    } else if (!selector.equals(Selector.ALL)) {
      atoms.add(selector);
    }
  }

  private static boolean isPossible(Map<Selector, Boolean> chosen) {
    return chosen.keySet().stream()
        .noneMatch(
            one ->
                chosen.get(one)
                    && chosen.keySet().stream()
                        .anyMatch(
                            other ->
                                chosen.get(other) ? excludes(one, other) : contains(other, one)));
  }

  /** True if every key that the part selects is also selected by the whole. */
  private static boolean contains(Selector whole, Selector part) {
    if (whole instanceof Selector.PerMille all && part instanceof Selector.PerMille some) {
      return all.salt().equals(some.salt()) && all.perMille() >= some.perMille();
    }
    if (whole instanceof Selector.Prefix all && part instanceof Selector.Prefix some) {
      return some.prefix().startsWith(all.prefix());
    }
    if (whole instanceof Selector.DateInKey all && part instanceof Selector.DateInKey some) {
      return all.after().equals(some.after())
          && all.from().compareTo(some.from()) <= 0
          && (all.until().isEmpty()
              || !some.until().isEmpty() && some.until().compareTo(all.until()) <= 0);
    }
    return false;
  }

  /** True if no key is selected by both. */
  private static boolean excludes(Selector one, Selector other) {
    if (one instanceof Selector.Prefix first && other instanceof Selector.Prefix second) {
      return !first.prefix().startsWith(second.prefix())
          && !second.prefix().startsWith(first.prefix());
    }
    return one instanceof Selector.DateInKey first
        && other instanceof Selector.DateInKey second
        && first.after().equals(second.after())
        && !first.until().isEmpty()
        && first.until().compareTo(second.from()) <= 0;
  }

  /** What a policy may do with such keys: more than one thing if it follows the weather. */
  private static List<Cell> cells(Policy policy, Map<Selector, Boolean> chosen) {
    Set<Cell> possible = new LinkedHashSet<>();
    for (boolean fair : new boolean[] {true, false}) {
      policy.cells().stream()
          .filter(cell -> selects(cell.selector(), chosen, fair))
          .findFirst()
          .ifPresent(cell -> possible.add(cell.where(Selector.ALL)));
    }
    return List.copyOf(possible);
  }

  private static boolean selects(Selector selector, Map<Selector, Boolean> chosen, boolean fair) {
    if (selector instanceof Selector.And and) {
      return and.parts().stream().allMatch(part -> selects(part, chosen, fair));
    }
    if (selector instanceof Selector.Or or) {
      return or.parts().stream().anyMatch(part -> selects(part, chosen, fair));
    }
    if (selector instanceof Selector.Not not) {
      return !selects(not.part(), chosen, fair);
    }
    return selector.equals(Selector.ALL)
        || (selector.changesWithWeather() ? fair : chosen.get(selector));
  }

  private static String text(Map<Selector, Boolean> chosen) {
    List<String> words = new ArrayList<>();
    chosen.forEach((selector, yes) -> words.add((yes ? "" : "not ") + selector));
    return words.isEmpty() ? "all keys" : String.join(", ", words);
  }
}
