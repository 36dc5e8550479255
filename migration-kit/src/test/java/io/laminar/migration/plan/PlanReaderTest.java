package io.laminar.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.plan.Objectives.Objective;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanReaderTest {

  private static final String PLAN =
      """
      name: profiles
      strategy: dual-write
      from: {store: "redis://127.0.0.1:6379", namespace: profile}
      to: {store: "postgresql://u@127.0.0.1:5432/d", namespace: profile}
      """;

  private static List<String> problemsOf(String text) {
    return catchThrowableOfType(ConfigurationException.class, () -> PlanReader.read(text))
        .problems();
  }

  @Test
  void readsWhatIsGivenAndFillsInTheRest() {
    Plan plan =
        PlanReader.read(
            PLAN
                + """
                selector: {and: [{prefix: "user:"}, {not: {perMille: {salt: s, of: 10}}}]}
                limits: {soak: 2m, copyRate: 1000}
                """);

    assertThat(plan.strategy()).isEqualTo(Strategy.DUAL_WRITE);
    assertThat(plan.selector())
        .hasToString("(keys that begin with user:) and (not (10 ‰ of the keys))");
    assertThat(plan.limits().soak()).isEqualTo(Duration.ofMinutes(2));
    assertThat(plan.limits().pageSize()).isEqualTo(500);
    assertThat(plan.steps().top().id()).isEqualTo("S7");
  }

  @Test
  void readsHowWellTheNewStoreMustDo() {
    Plan plan =
        PlanReader.read(
            PLAN + "objectives: {maxErrors: 5, dwell: 1m, steps: {S2: {maxP99: 50ms}, S6: {}}}");
    List<PlanStep> steps = plan.steps().all();

    assertThat(plan.objectives().dwell()).isEqualTo(Duration.ofMinutes(1));
    assertThat(plan.objectives().of(steps.get(2)))
        .isEqualTo(new Objective(5, Duration.ofMillis(50)));
    assertThat(plan.objectives().of(steps.get(5)))
        .isEqualTo(new Objective(5, Duration.ofMillis(500)));
    assertThat(plan.objectives().of(steps.get(1))).isEqualTo(Objective.NONE);
    assertThat(PlanReader.read(PLAN).objectives()).isEqualTo(Objectives.DEFAULT);
    assertThat(PlanReader.read(plan.toJson().encode())).isEqualTo(plan);
  }

  @Test
  void tellsWhatIsWrongWithObjectives() {
    assertThat(
            problemsOf(
                PLAN
                    + "objectives: {maxErrors: 101, dwell: 10ms, pause: 1, steps: {S99: {maxP99:"
                    + " soon}}}"))
        .anySatisfy(problem -> assertThat(problem).startsWith("objectives.pause is unknown"))
        .anySatisfy(
            problem -> assertThat(problem).startsWith("objectives.maxErrors must be a whole"))
        .anySatisfy(problem -> assertThat(problem).startsWith("objectives.dwell must be 1s or"))
        .anySatisfy(problem -> assertThat(problem).startsWith("objectives.steps.S99 is unknown"))
        .anySatisfy(
            problem -> assertThat(problem).startsWith("objectives.steps.S99.maxP99 must be a"))
        .hasSize(5);
  }

  @Test
  void readsWhoCopiesAndWhenThatGivesWayToLiveTraffic() {
    Plan plan =
        PlanReader.read(
            PLAN
                + """
                limits: {liveP99: 5ms, leastRate: 70}
                workers: {servers: "127.0.0.1:9092", ranges: 100}
                """);

    assertThat(plan.limits().backOff()).isEqualTo(new BackOff(Duration.ofMillis(5), 70));
    assertThat(plan.workers())
        .contains(new Plan.Workers("127.0.0.1:9092", "profiles-copy", 8, 100));
    assertThat(PlanReader.read(plan.toJson().encode())).isEqualTo(plan);
    assertThat(problemsOf(PLAN + "workers: {topic: \"a b\", partitions: 0}"))
        .containsExactlyInAnyOrder(
            "workers.servers is missing",
            "workers.topic must match [a-zA-Z0-9._-]{1,200}, was \"a b\"",
            "workers.partitions must be a whole number, 1..1000, was 0");
  }

  /** A migration that is under way does not become another one because Laminar has grown. */
  @Test
  void keepsTheHashOfAPlanThatSaysNothingOfEither() {
    assertThat(PlanReader.read(PLAN).toJson().fieldNames()).doesNotContain("workers");
    assertThat(PlanReader.read(PLAN).toJson().getJsonObject("limits").fieldNames())
        .containsExactly("pageSize", "ranges", "copyRate", "compareOneIn", "soak", "quiet");
  }

  @Test
  void tellsEveryProblemAtOnceWithItsPathAndWhatIsAllowed() {
    assertThat(
            problemsOf(
                """
                name: Profiles!
                strategy: teleport
                from: {store: "mysql://x", namespace: profile}
                to: {store: "redis://127.0.0.1:6379", namespace: p, format: xml, colour: red}
                selector: {perMille: {of: 2000}}
                limits: {pageSize: 5, soak: soon}
                speed: 7
                """))
        .anySatisfy(problem -> assertThat(problem).startsWith("speed is unknown; there are"))
        .anySatisfy(problem -> assertThat(problem).startsWith("name must be lower-case"))
        .anySatisfy(problem -> assertThat(problem).contains("strategy must be one of stop-and"))
        .anySatisfy(problem -> assertThat(problem).startsWith("from a store's address must begin"))
        .anySatisfy(problem -> assertThat(problem).startsWith("to.colour is unknown"))
        .anySatisfy(problem -> assertThat(problem).startsWith("to.format must be plain or"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .isEqualTo("selector.perMille.of must be a whole number, 0..1000, was 2000"))
        .anySatisfy(problem -> assertThat(problem).startsWith("limits.pageSize must be"))
        .anySatisfy(problem -> assertThat(problem).startsWith("limits.soak must be a time"))
        .hasSize(9);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThat(
            problemsOf(PLAN.replace("postgresql://u@127.0.0.1:5432/d", "redis://127.0.0.1:6379")))
        .containsExactly("to must be another store or namespace than from");
    assertThat(problemsOf(PLAN.replace("dual-write", "timed-rollover")))
        .containsExactly("dates must be given for timed-rollover: after and from");
    assertThat(problemsOf(PLAN.replace("dual-write", "queued-write")))
        .containsExactly("queue must be given for queued-write: servers and topic");
    assertThat(problemsOf(PLAN.replace("dual-write", "queued-dual-lookup")))
        .containsExactly("queue must be given for queued-dual-lookup: servers and topic");
    assertThat(problemsOf(PLAN.replace("profile}\nto", "profile, format: plain}\nto")))
        .singleElement()
        .asString()
        .startsWith("from.format must be envelope");
    assertThat(problemsOf("- a list")).singleElement().asString().contains("must be a mapping");
    assertThat(problemsOf("a: [")).singleElement().asString().contains("must be YAML or JSON");
  }

  @Test
  void isTheSamePlanHoweverItIsWrittenAndAnotherOneIfAnythingDiffers() {
    Plan plan = PlanReader.read(PLAN);

    assertThat(PlanReader.read(plan.toJson().encodePrettily()).hash()).isEqualTo(plan.hash());
    assertThat(PlanReader.read(PLAN + "selector: all\n").hash()).isEqualTo(plan.hash());
    assertThat(PlanReader.read(PLAN + "selector: {prefix: a}\n").hash()).isNotEqualTo(plan.hash());
  }

  @Test
  void explainsStepsLossPauseWayBackAndWhatIsFaked() {
    assertThat(Explanation.of(PlanReader.read(PLAN)))
        .contains("| S4 strict, old | old | both, strict |")
        .contains("none: the old store is given up")
        .contains("new, PostgreSQL")
        .contains("EXPIRY is faked: ")
        .doesNotContain("null");
  }

  @Test
  void leavesKeysThatAreNotSelectedInTheOldStoreInEveryStep() {
    Plan plan = PlanReader.read(PLAN + "selector: {prefix: \"user:\"}\n");

    assertThat(Linter.lint(plan.steps())).isEmpty();
    assertThat(plan.steps().top().policy().writes())
        .isEqualTo("keys that begin with user:: new; all others: old");
  }
}
