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
    for (PlanStep step : steps.all()) {
      boolean ends = steps.isEnd(step);
      lines.add(
          "| "
              + String.join(
                  " | ",
                  step.id() + " " + step.title(),
                  step.policy().reads(),
                  step.policy().writes(),
                  ends ? "" : gates(step.gatesUp()),
                  ends ? "" : gates(step.gatesDown()),
                  ends ? "" : step.mayLose(),
                  step.pause(),
                  step.wayBack())
              + " |");
    }
    return lines;
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
