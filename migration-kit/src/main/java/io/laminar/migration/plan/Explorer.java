package io.laminar.migration.plan;

import io.laminar.migration.route.Cell;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries everything that may happen while two members of a migration go from one step to the next:
 * each begins reads, writes and deletes, whose parts interleave in every order; a store may miss a
 * part, a member may die between two; each takes the next step when it likes once the gates were
 * passed. It looks for a read that does not show what was acknowledged before it began.
 *
 * <p>Breadth first, so that what it finds is short. The number of operations, failures and deaths
 * is bounded, so that it ends.
 */
final class Explorer {

  /**
   * Two neighbours, as one key sees them. A step may do either of several things with a key, as the
   * weather is.
   */
  record Pair(String fromId, List<Cell> from, String toId, List<Cell> to, List<Gate> gates) {

    /**
     * True if a gate proves that nobody uses such keys yet, or any more. Both members are taken to
     * have moved before somebody does: a cut date is still to come when it is set.
     */
    boolean isUnused() {
      return gates.stream().anyMatch(Gate::provesUnused) && !from.equals(to);
    }
  }

  private record Seen(World before, String event) {}

  private final Pair pair;
  private final int keys;
  private final int operations;

  /**
   * @param keys 1 or 2
   * @param operations so many are begun at most
   */
  Explorer(Pair pair, int keys, int operations) {
    this.pair = pair;
    this.keys = keys;
    this.operations = operations;
  }

  /** The shortest way to a wrong read, as a list of events; empty if there is none. */
  Optional<List<String>> findHistory() {
    Map<World, Seen> seen = new HashMap<>();
    Deque<World> left = new ArrayDeque<>();
    for (World start : World.beginnings(pair, keys, operations)) {
      if (seen.putIfAbsent(start, new Seen(null, start.describe())) == null) {
        left.add(start);
      }
    }
    while (!left.isEmpty()) {
      World world = left.poll();
      for (World.Next next : world.next(pair)) {
        if (next.isWrong()) {
          return Optional.of(history(seen, world, next.event()));
        }
        if (seen.putIfAbsent(next.world(), new Seen(world, next.event())) == null) {
          left.add(next.world());
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> history(Map<World, Seen> seen, World last, String lastEvent) {
    List<String> events = new ArrayList<>();
    events.add(lastEvent);
    for (World world = last; world != null; world = seen.get(world).before()) {
      events.add(0, seen.get(world).event());
    }
    return List.copyOf(events);
  }
}
