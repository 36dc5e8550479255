package io.laminar.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.laminar.migration.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way stores are synchronized, and what that makes of the steps. */
final class SyncTest {

  private static final String PLAN =
      """
      name: profiles
      strategy: synchronize
      from: {store: "redis://a:6379", namespace: profile}
      to: {store: "redis://b:6379", namespace: profile}
      """;

  private static final String ACROSS = PLAN.replace("redis://b:6379", "postgresql://u@b:5432/d");

  private static List<String> problemsOf(String text) {
    return catchThrowableOfType(ConfigurationException.class, () -> PlanReader.read(text))
        .problems();
  }

  @Test
  void isNativeWhereTheServersCanAndPassesElsewhere() {
    assertThat(PlanReader.read(PLAN).sync().isNative()).isTrue();
    assertThat(PlanReader.read(ACROSS).sync().toString())
        .isEqualTo("passes: Redis and PostgreSQL do not follow each other");
    assertThat(PlanReader.read(PLAN + "selector: {prefix: \"a\"}").sync().toString())
        .isEqualTo("passes: servers copy everything, and only some keys move");
  }

  @Test
  void isWhatThePlanSays() {
    assertThat(PlanReader.read(PLAN + "sync: passes").sync().toString())
        .isEqualTo("passes: the plan says so");
    assertThat(PlanReader.read(PLAN + "sync: native").sync().isNative()).isTrue();
    assertThat(PlanReader.read(PLAN + "limits: {switchWithin: 900ms}").sync().within())
        .isEqualTo(Duration.ofMillis(900));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThat(problemsOf(ACROSS + "sync: native"))
        .containsExactly("sync cannot be native: Redis and PostgreSQL do not follow each other");
    assertThat(problemsOf(PLAN + "workers: {servers: \"k:9092\"}"))
        .containsExactly(
            "workers may not be given where the servers copy by themselves (sync native)");
    assertThat(problemsOf(PLAN + "sync: magic"))
        .containsExactly("sync must be native or passes, or left out, was \"magic\"");
    assertThat(
            problemsOf(
                ACROSS.replace("synchronize", "dual-write")
                    + "sync: passes\nlimits: {switchWithin: 1s}"))
        .containsExactly(
            "sync may only be given for synchronize",
            "limits.switchWithin may only be given for synchronize");
  }

  @Test
  void isPartOfThePlan() {
    Plan plan = PlanReader.read(PLAN);

    assertThat(PlanReader.read(plan.toJson().encode()).hash()).isEqualTo(plan.hash());
    assertThat(PlanReader.read(PLAN + "sync: native").hash()).isEqualTo(plan.hash());
    assertThat(PlanReader.read(PLAN + "sync: passes").hash()).isNotEqualTo(plan.hash());
    assertThat(PlanReader.read(PLAN + "limits: {switchWithin: 1s}").hash())
        .isNotEqualTo(plan.hash());
  }

  @Test
  void isExplained() {
    assertThat(Explanation.of(PlanReader.read(PLAN)))
        .contains("sync native: both are Redis with one namespace")
        .contains("| S2 parked, old | old | parked for a moment | new has confirmed the last write")
        .doesNotContain("former value");
    assertThat(Explanation.of(PlanReader.read(PLAN + "sync: passes"))).contains("former value");
  }

  @Test
  void losesNothingBesideItsNeighbours() {
    Steps steps = PlanReader.read(PLAN).steps();

    assertThat(steps.replicates()).isTrue();
    assertThat(Linter.lint(steps)).isEmpty();
    assertThat(steps.all()).allMatch(step -> step.waived().isEmpty());
  }
}
