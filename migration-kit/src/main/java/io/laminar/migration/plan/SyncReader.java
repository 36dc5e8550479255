package io.laminar.migration.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.plan.Sync.Way;
import io.laminar.migration.replicate.Possibility;
import io.laminar.migration.selector.Selector;
import java.time.Duration;

/** Reads how stores follow each other, and decides it where the plan leaves it open. */
final class SyncReader {

  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Fields problems;

  SyncReader(Fields problems) {
    this.problems = problems;
  }

  /**
   * Reads the field {@code sync} and its limit.
   *
   * @param from {@code null} if it could not be read, as {@code to} and {@code strategy}
   */
  Sync read(
      JsonNode root, Strategy strategy, StoreAddress from, StoreAddress to, Selector selector) {
    JsonNode limits = root.path("limits");
    if (strategy != Strategy.SYNCHRONIZE) {
      refuse(root, "sync", "sync");
      refuse(limits, "switchWithin", "limits.switchWithin");
      return Sync.NONE;
    }
    Duration within = problems.duration(limits, "limits", "switchWithin", WITHIN, LONGEST);
    String given = problems.text(root, "", "sync", "");
    boolean known =
        given.isEmpty() || given.equals(Way.NATIVE.id()) || given.equals(Way.PASSES.id());
    if (!known) {
      problems.add("sync", "must be native or passes, or left out, was \"" + given + "\"");
    }
    if (!known || from == null || to == null || selector == null) {
      return Sync.NONE;
    }
    return decide(given, possibility(from, to, selector), within);
  }

  private Sync decide(String given, Possibility possibility, Duration within) {
    if (given.equals(Way.PASSES.id())) {
      return new Sync(Way.PASSES, "the plan says so", within);
    }
    if (given.equals(Way.NATIVE.id()) && !possibility.isPossible()) {
      problems.add("sync", "cannot be native: " + possibility.why());
    }
    Way way = possibility.isPossible() ? Way.NATIVE : Way.PASSES;
    return new Sync(way, possibility.why(), within);
  }

  private static Possibility possibility(StoreAddress from, StoreAddress to, Selector selector) {
    return selector.equals(Selector.ALL)
        ? Possibility.of(from, to)
        : new Possibility(false, "servers copy everything, and only some keys move");
  }

  private void refuse(JsonNode node, String field, String path) {
    if (node.has(field)) {
      problems.add(path, "may only be given for " + Strategy.SYNCHRONIZE.id());
    }
  }
}
