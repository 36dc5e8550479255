package io.laminar.stats.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Whether statistics fit together.
 *
 * @param checks each made over the whole span and, where that tells more, part by part
 */
public record Reconciliation(List<Check> checks) {

  public Reconciliation {
    checks = List.copyOf(checks);
  }

  /**
   * One thing that must hold.
   *
   * @param claim in words
   * @param left of the claim, over the whole span
   * @param right of the claim, over the whole span
   * @param violations the parts that break it; empty if it holds
   * @param note what the check could not see; empty if nothing
   */
  public record Check(
      String claim, long left, long right, List<Violation> violations, String note) {
    public Check {
      violations = List.copyOf(violations);
    }

    public boolean holds() {
      return violations.isEmpty();
    }
  }

  /**
   * A part that breaks a claim.
   *
   * @param part a day or a campaign
   */
  public record Violation(String part, long left, long right) {}

  /** True if every check holds. */
  public boolean isSound() {
    return checks.stream().allMatch(Check::holds);
  }

  public JsonObject toJson() {
    var array = new JsonArray();
    for (Check check : checks) {
      var violations = new JsonArray();
      for (Violation violation : check.violations()) {
        violations.add(
            new JsonObject()
                .put("part", violation.part())
                .put("left", violation.left())
                .put("right", violation.right()));
      }
      var json =
          new JsonObject()
              .put("claim", check.claim())
              .put("holds", check.holds())
              .put("left", check.left())
              .put("right", check.right())
              .put("violations", violations);
      if (!check.note().isEmpty()) {
        json.put("note", check.note());
      }
      array.add(json);
    }
    return new JsonObject().put("sound", isSound()).put("checks", array);
  }
}
