package io.laminar.migration.control;

import io.laminar.migration.plan.Explanation;
import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.Linter;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What can be said of any plan, as JSON: the same as {@code laminar migrate plan}, {@code lint} and
 * {@code explain} say of a file. Opens no store, asks no migration and writes nothing.
 *
 * <p>The linter tries what may happen and so takes its time: not for an event loop.
 */
final class PlanDesk {

  private static final Map<String, Function<Plan, JsonObject>> QUESTIONS =
      Map.of(
          "/migrations/plan", PlanDesk::shown,
          "/migrations/lint", PlanDesk::linted,
          "/migrations/explain", PlanDesk::explained);

  private PlanDesk() {}

  /**
   * The answer to a question, for any text of a plan; it fails with {@link
   * io.laminar.migration.config.ConfigurationException} if the plan is wrong.
   *
   * @param path where the question is put
   * @return empty if none is put there
   */
  static Optional<Function<String, JsonObject>> ask(String path) {
    return Optional.ofNullable(QUESTIONS.get(path))
        .map(answer -> text -> answer.apply(PlanReader.read(text)));
  }

  private static JsonObject shown(Plan plan) {
    return new JsonObject().put("plan", plan.toShownJson()).put("hash", plan.hash());
  }

  private static JsonObject linted(Plan plan) {
    List<Linter.Violation> violations = Linter.lint(plan.steps());
    var json =
        named(plan)
            .put("safe", Linter.isSafe(violations))
            .put("violations", violations(violations));
    return plan.strategy() == Strategy.SYNCHRONIZE
        ? json.put("sync", plan.sync().toString())
        : json;
  }

  private static JsonObject explained(Plan plan) {
    return named(plan).put("steps", steps(plan.steps())).put("explanation", Explanation.of(plan));
  }

  private static JsonObject named(Plan plan) {
    return new JsonObject()
        .put("name", plan.name())
        .put("strategy", plan.strategy().id())
        .put("hash", plan.hash());
  }

  static JsonArray violations(List<Linter.Violation> violations) {
    return new JsonArray(
        violations.stream()
            .map(
                violation ->
                    new JsonObject()
                        .put("what", violation.toString())
                        .put("from", violation.from())
                        .put("to", violation.to())
                        .put("keys", violation.keys())
                        .put("waived", violation.waived())
                        .put("history", new JsonArray(violation.history())))
            .toList());
  }

  private static JsonArray steps(Steps steps) {
    return new JsonArray(
        Explanation.rows(steps).stream()
            .map(
                row ->
                    new JsonObject()
                        .put("id", row.id())
                        .put("title", row.title())
                        .put("reads", row.reads())
                        .put("writes", row.writes())
                        .put("toGoOn", texts(row.gatesUp()))
                        .put("toGoBack", texts(row.gatesDown()))
                        .put("mayLose", row.mayLose())
                        .put("pause", row.pause())
                        .put("wayBack", row.wayBack()))
            .toList());
  }

  private static JsonArray texts(List<Gate> gates) {
    return new JsonArray(gates.stream().map(Gate::text).toList());
  }
}
