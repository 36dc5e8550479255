package io.laminar.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages of the strategies show the steps as they are. */
final class StrategyPagesTest {

  private static final String ROLLOVER =
      """
      name: counts
      strategy: timed-rollover
      from: {store: "redis://127.0.0.1:6379", namespace: counts}
      to: {store: "postgresql://laminar@127.0.0.1:5432/laminar", namespace: counts}
      dates: {after: "d:", from: "2026-12-01"}
      """;

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void showTheStepsAsExplainTellsThem(Strategy strategy) throws IOException {
    Path page = Path.of("..", "docs", "strategies", strategy.id() + ".md");

    assertThat(Files.readAllLines(page)).containsSubsequence(table(strategy));
  }

  @Test
  void showTheStepsOfServersThatFollowEachOtherToo() throws IOException {
    Path page = Path.of("..", "docs", "strategies", "synchronize.md");

    Steps steps = PlanReader.read(yaml(Files.readString(page))).steps();

    assertThat(steps.replicates()).isTrue();
    assertThat(Files.readAllLines(page)).containsSubsequence(Explanation.table(steps));
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void showAPlanThatCanBeRead(Strategy strategy) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "strategies", strategy.id() + ".md"));

    assertThat(PlanReader.read(yaml(page)).strategy()).isEqualTo(strategy);
  }

  private static String yaml(String page) {
    int begin = page.indexOf("```yaml") + 8;
    return page.substring(begin, page.indexOf("```", begin));
  }

  private static List<String> table(Strategy strategy) {
    return Explanation.table(
        strategy == Strategy.TIMED_ROLLOVER
            ? PlanReader.read(ROLLOVER).steps("2026-12-15")
            : Steps.of(strategy));
  }
}
