package io.laminar.migration.route;

import io.laminar.migration.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one step of a migration does with reads and writes: the first cell that selects a key
 * decides.
 *
 * @param cells one or more; the last selects every key
 */
public record Policy(List<Cell> cells) {

  public Policy {
    cells = List.copyOf(cells);
    if (cells.isEmpty() || !cells.get(cells.size() - 1).selector().equals(Selector.ALL)) {
      throw new IllegalArgumentException("the last cell must select all keys: " + cells);
    }
  }

  /** The same for every key. */
  public static Policy of(ReadPolicy reads, WritePolicy writes) {
    return new Policy(List.of(Cell.of(reads, writes)));
  }

  /** One store alone, as if there were no migration. */
  public static Policy only(Side side) {
    return new Policy(List.of(Cell.only(side)));
  }

  /** Reads {@code read}; writes both, {@code read} being the authority. */
  public static Policy both(Side read) {
    return of(new ReadPolicy.Only(read), new WritePolicy.Both(read));
  }

  /** Reads {@code read}; a write is acknowledged when both stores have it. */
  public static Policy strict(Side read) {
    return of(new ReadPolicy.Only(read), new WritePolicy.Strict(read));
  }

  /** Some keys under another policy, all others under this one. */
  public Policy except(Selector keys, Policy other) {
    List<Cell> all = new ArrayList<>();
    for (Cell cell : other.cells) {
      all.add(
          cell.where(
              cell.selector().equals(Selector.ALL)
                  ? keys
                  : new Selector.And(List.of(keys, cell.selector()))));
    }
    all.addAll(cells);
    return new Policy(all);
  }

  /** The same, and a sample of reads is compared. */
  public Policy comparing() {
    return new Policy(cells.stream().map(Cell::comparing).toList());
  }

  /** True if an operation under this policy may touch the store. */
  public boolean uses(Side side) {
    return any(cell -> cell.uses(side));
  }

  /** True if some reads need the store, whatever the weather. */
  boolean reads(Side side) {
    return any(cell -> !cell.selector().changesWithWeather() && cell.reads().asks(side));
  }

  /** True if some cell is so. */
  public boolean any(Predicate<Cell> condition) {
    return cells.stream().anyMatch(condition);
  }

  /** What reads do, in words. */
  public String reads() {
    return inWords(cell -> cell.reads() + (cell.compares() ? ", a sample compared" : ""));
  }

  /** What writes do, in words. */
  public String writes() {
    return inWords(cell -> cell.writes() + cell.conversion().suffix());
  }

  private String inWords(java.util.function.Function<Cell, String> words) {
    return cells.size() == 1
        ? words.apply(cells.get(0))
        : cells.stream()
            .map(
                cell ->
                    (cell.selector().equals(Selector.ALL) ? "all others" : cell.selector())
                        + ": "
                        + words.apply(cell))
            .collect(Collectors.joining("; "));
  }
}
