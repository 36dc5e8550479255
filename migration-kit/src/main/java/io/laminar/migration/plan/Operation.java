package io.laminar.migration.plan;

import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import java.util.List;

/**
 * An operation under way in a {@link World}.
 *
 * @param written what a write writes; {@link #ABSENT} for a read
 * @param stage how many of its parts have been done
 * @param needs what a read must show at least
 * @param found the newest that a read has found so far
 */
record Operation(Cell cell, int key, int written, int stage, int needs, int found) {

  /** What a store holds that holds nothing. */
  static final int ABSENT = -1;

  boolean isRead() {
    return written == ABSENT;
  }

  Operation after(int newFound) {
    return new Operation(cell, key, written, stage + 1, needs, newFound);
  }

  /** The stores that a read asks, in order. */
  List<Side> asked() {
    Side first = cell.reads().first();
    return cell.reads().asks(first.other()) ? List.of(first, first.other()) : List.of(first);
  }

  /** The stores that a write goes to, in order. */
  List<Side> order() {
    if (cell.writes() instanceof WritePolicy.Only only) {
      return List.of(only.side());
    }
    if (cell.writes() instanceof WritePolicy.Both both) {
      return List.of(both.authority(), both.authority().other());
    }
    Side read = ((WritePolicy.Strict) cell.writes()).read();
    return List.of(read.other(), read);
  }

  /** True if this read may not answer so: what was deleted and nothing are the same. */
  boolean isWrong(int answer) {
    boolean neededGone = (needs & 1) == 1;
    boolean answerGone = answer == ABSENT || (answer & 1) == 1;
    return answer < needs && !(neededGone && answerGone);
  }
}
