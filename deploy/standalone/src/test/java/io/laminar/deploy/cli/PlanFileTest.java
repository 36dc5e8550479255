package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.command.CommandTree;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Lifetime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of a plan file without any process. */
class PlanFileTest {

  private static final String PLAN =
      """
      name: profiles
      strategy: double-copy
      from: {store: "redis://:geheim@127.0.0.1:6379", namespace: profile}
      to: {store: "postgresql://u:geheim@127.0.0.1:5432/d", namespace: profile}
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String command, String plan) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
    return Laminar.commands()
        .run(
            new CommandTree.Surroundings(
                Map.of(),
                new PrintWriter(out),
                new PrintWriter(err),
                new Lifetime(Thread.currentThread())),
            "migrate",
            command,
            "--file",
            file.toString());
  }

  @Test
  void printsAPlanInFullWithoutItsPasswords() throws IOException {
    assertThat(run("plan", PLAN)).isEqualTo(ExitCode.FINE);

    assertThat(out.toString())
        .contains("\"soak\" : \"5000ms\"")
        .contains("redis://127.0.0.1:6379")
        .doesNotContain("geheim");
  }

  @Test
  void showsTheHistoryOfALawThatIsWaived() throws IOException {
    assertThat(run("lint", PLAN)).isEqualTo(ExitCode.FINE);

    assertThat(out.toString())
        .contains("waived: S1 → S2 breaks law 1")
        .contains("had been acknowledged before it began")
        .contains("safe side by side");
  }

  @Test
  void explainsStepsAndWhatIsFaked() throws IOException {
    assertThat(run("explain", PLAN)).isEqualTo(ExitCode.FINE);

    assertThat(out.toString())
        .contains("| S2 flipped, second copy |")
        .contains("is faked: ")
        .doesNotContain("geheim");
  }

  @Test
  void tellsEveryProblemOfAPlan() throws IOException {
    assertThat(run("explain", "name: X\nstrategy: y\n")).isNotEqualTo(ExitCode.FINE);

    assertThat(err.toString()).contains("name must be").contains("strategy must be one of");
  }
}
