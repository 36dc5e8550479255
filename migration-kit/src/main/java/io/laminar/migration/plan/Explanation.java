package io.laminar.migration.plan;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.store.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a plan will do, in words and before anything runs; as Markdown. Opens no store. */
public final class Explanation {

  private Explanation() {}

  /** All there is to know of a plan. */
  public static String of(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + plan.name() + ": " + plan.strategy().id());
    lines.add("");
    lines.add("from " + plan.from());
    lines.add("to   " + plan.to());
    lines.add("keys " + plan.selector());
    plan.dates().ifPresent(dates -> lines.add("new  " + dates));
    if (!plan.objectives().equals(Objectives.DEFAULT)) {
      lines.add("back " + plan.objectives());
    }
    if (plan.strategy() == Strategy.SYNCHRONIZE) {
      lines.add("sync " + plan.sync());
    }
    lines.add("plan " + plan.hash().substring(0, 12));
    lines.add("");
    lines.addAll(table(plan.steps()));
    lines.add("");
    lines.addAll(faked("old", plan.from()));
    if (!plan.strategy().isInPlace()) {
      lines.addAll(faked("new", plan.to()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** The steps of a strategy as a table. */
  public static List<String> table(Steps steps) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| step | reads | writes | to go on | to go back | may lose, towards the next step | pause"
            + " | way back |");
    lines.add("|---|---|---|---|---|---|---|---|");
    for (Row row : rows(steps)) {
      lines.add("| " + String.join(" | ", row.cells()) + " |");
    }
    return lines;
  }

  /**
   * What there is to know of a step. Where the old store is given up nothing goes on from there:
   * gates and losses are empty.
   *
   * @param mayLose between here and the next step
   */
  public record Row(
      String id,
      String title,
      String reads,
      String writes,
      List<Gate> gatesUp,
      List<Gate> gatesDown,
      String mayLose,
      String pause,
      String wayBack) {

    private List<String> cells() {
      return List.of(
          id + " " + title,
          reads,
          writes,
          gates(gatesUp),
          gates(gatesDown),
          mayLose,
          pause,
          wayBack);
    }
  }

  /** The steps of a strategy, in order. */
  public static List<Row> rows(Steps steps) {
    return steps.all().stream().map(step -> row(step, steps.isEnd(step))).toList();
  }

  private static Row row(PlanStep step, boolean ends) {
    return new Row(
        step.id(),
        step.title(),
        step.policy().reads(),
        step.policy().writes(),
        ends ? List.of() : step.gatesUp(),
        ends ? List.of() : step.gatesDown(),
        ends ? "" : step.mayLose(),
        step.pause(),
        step.wayBack());
  }

  private static String gates(List<Gate> gates) {
    return gates.stream().map(Gate::text).collect(Collectors.joining("; "));
  }

  private static List<String> faked(String side, StoreAddress address) {
    Capabilities capabilities = address.capabilities();
    List<String> lines = new ArrayList<>();
    capabilities.features().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            feature -> {
              if (feature.getValue().kind() != Capabilities.Kind.NATIVE) {
                lines.add(
                    "- "
                        + side
                        + ", "
                        + capabilities.engine()
                        + ": "
                        + feature.getKey()
                        + " is "
                        + (feature.getValue().kind() == Capabilities.Kind.FAKED
                            ? "faked: "
                            : "missing: ")
                        + feature.getValue().how());
              }
            });
    return lines;
  }
}
