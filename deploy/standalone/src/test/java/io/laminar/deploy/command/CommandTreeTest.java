package io.laminar.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class CommandTreeTest {

  private static final Setting<Integer> PORT =
      Setting.integer("fake.port", 1, 100, "port", 8, "where 100% of it listens");
  private static final Setting<Boolean> LOUD =
      Setting.flag("fake.loud", false, "whether it is loud");
  private static final Setting<Integer> ELSEWHERE =
      Setting.integer("other.port", 1, 100, "port", 9, "a setting of another command");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Lifetime lifetime = new Lifetime(Thread.currentThread());
  private final List<String> closed = new ArrayList<>();

  private interface Body {
    int run(Invocation invocation) throws Exception;
  }

  private record Fake(Body body) implements Command {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String summary() {
      return "Does what the test wants";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(PORT, LOUD);
    }

    @Override
    public int run(Invocation invocation) throws Exception {
      return body.run(invocation);
    }
  }

  @Test
  void takesTheFlagOverTheEnvironmentOverTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "fake:\n  port: 2\n");
    Map<String, String> environment = Map.of("LAMINAR_FAKE_PORT", "3");

    int fromFile = run(this::port, Map.of(), "fake", "--config", file.toString());
    int fromEnvironment = run(this::port, environment, "fake", "--config", file.toString());
    int fromFlag =
        run(this::port, environment, "fake", "--fake-port=4", "--config", file.toString());

    assertThat(List.of(fromFile, fromEnvironment, fromFlag)).containsExactly(2, 3, 4);
  }

  @Test
  void readsAYesOrNoFlagWithAndWithoutItsValue() {
    Body loud = invocation -> invocation.configuration().get(LOUD) ? 1 : 0;

    assertThat(run(loud, Map.of(), "fake")).isZero();
    assertThat(run(loud, Map.of(), "fake", "--fake-loud")).isOne();
    assertThat(run(loud, Map.of(), "fake", "--fake-loud=false")).isZero();
  }

  @Test
  void letsAFileHoldTheSettingsOfOtherCommands() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "other:\n  port: 2\n");

    assertThat(run(this::port, Map.of(), "fake", "--config", file.toString())).isEqualTo(8);
  }

  @Test
  void tellsEveryProblemAtOnceWithoutRunningTheCommand() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "fake:\n  prot: 2\nother.port: x\n");

    int code =
        run(
            invocation -> {
              throw new AssertionError("must not run");
            },
            Map.of("LAMINAR_TYPO", "1"),
            "fake",
            "--config",
            file.toString(),
            "--fake-port",
            "200");

    assertThat(code).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString().lines())
        .allMatch(line -> line.startsWith("laminar: "))
        .hasSize(4)
        .anyMatch(line -> line.contains("LAMINAR_TYPO is not a setting"))
        .anyMatch(line -> line.contains("fake.prot is not a setting"))
        .anyMatch(line -> line.contains("other.port must be 1..100, was \"x\""))
        .anyMatch(line -> line.contains("fake.port must be 1..100, was \"200\""));
  }

  @Test
  void tellsABrokenRule() {
    assertThat(run(this::port, Map.of(), "fake", "--fake-port", "13")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("13 brings bad luck");
  }

  @Test
  void tellsAFileThatIsNotThere() {
    assertThat(run(this::port, Map.of(), "fake", "--config", folder + "/none.yaml"))
        .isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("none.yaml: cannot be read");
  }

  @Test
  void refusesAnUnknownFlagAndNamesAKnownOne() {
    assertThat(run(this::port, Map.of(), "fake", "--fake-prt", "3")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("--fake-prt").contains("did you mean --fake-port?");
  }

  @Test
  void namesOnlyFlagsThatAreNearAndSuggestsNothingElse() {
    run(this::port, Map.of(), "fake", "--prot", "3");
    assertThat(err.toString()).contains("did you mean --fake-port?");

    err.getBuffer().setLength(0);
    run(this::port, Map.of(), "fake", "--throughput", "3");
    assertThat(err.toString()).doesNotContain("did you mean").contains("fake --help");
  }

  @Test
  void refusesAFlagGivenTwice() {
    assertThat(run(this::port, Map.of(), "fake", "--fake-port", "3", "--fake-port", "4"))
        .isEqualTo(ExitCode.MISUSED);
  }

  @Test
  void refusesAnUnknownCommandAndNone() {
    assertThat(run(this::port, Map.of(), "fkae")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("fkae").contains("did you mean fake?");
    assertThat(run(this::port, Map.of())).isEqualTo(ExitCode.MISUSED);
  }

  @Test
  void helpsWithFlagsRangesUnitsAndDefaults() {
    int code = run(this::port, Map.of(), "fake", "--help");

    assertThat(code).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .contains("--fake-port=PORT", "where 100% of it listens", "1..100; default: 8")
        .doesNotContain("--other-port");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysItsVersion() {
    assertThat(run(this::port, Map.of(), "--version")).isEqualTo(ExitCode.FINE);
    assertThat(out.toString()).isEqualToIgnoringNewLines("laminar 1.2.3");
  }

  @Test
  void tellsAFailureWithItsCausesInOneLineWithoutPasswords() {
    Body failing =
        invocation -> {
          throw new IllegalStateException(
              "cannot reach redis://me:secret@host", new IOException("refused"));
        };

    assertThat(run(failing, Map.of(), "fake")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "laminar: fake failed: cannot reach redis://me:***@host: refused");
  }

  @Test
  void closesInReverseOrderWhateverHappens() {
    Body failing =
        invocation -> {
          invocation.lifetime().closeAtEnd("first", () -> closed.add("first"));
          invocation
              .lifetime()
              .closeAtEnd(
                  "broken",
                  () -> {
                    closed.add("broken");
                    throw new IllegalStateException("does not close");
                  });
          invocation.lifetime().closeAtEnd("last", () -> closed.add("last"));
          throw new CommandException("failed");
        };

    run(failing, Map.of(), "fake");

    assertThat(closed).containsExactly("last", "broken", "first");
  }

  @Test
  void endsAServiceWellWhenItIsAskedToStop() {
    Body service =
        invocation -> {
          invocation.lifetime().closeAtEnd("it", () -> closed.add("it"));
          new Thread(lifetime::requestStop).start();
          invocation.lifetime().awaitStop();
          return ExitCode.FINE;
        };

    assertThat(run(service, Map.of(), "fake")).isEqualTo(ExitCode.FINE);
    assertThat(closed).containsExactly("it");
  }

  @Test
  void interruptsWorkThatIsAskedToStopAndStillLetsItsClosingWait() {
    Body work =
        invocation -> {
          invocation
              .lifetime()
              .closeAtEnd(
                  "it",
                  () -> {
                    var done = new CountDownLatch(1);
                    new Thread(done::countDown).start();
                    done.await();
                    closed.add("it");
                  });
          new Thread(lifetime::requestStop).start();
          new CountDownLatch(1).await();
          return ExitCode.FINE;
        };

    assertThat(run(work, Map.of(), "fake")).isEqualTo(ExitCode.FAILED);
    assertThat(closed).containsExactly("it");
    assertThat(err.toString()).contains("fake was stopped before it was done");
  }

  private int port(Invocation invocation) {
    return invocation.configuration().get(PORT);
  }

  private int run(Body body, Map<String, String> environment, String... arguments) {
    Configuration.Rule noBadLuck =
        configuration ->
            configuration.get(PORT) == 13 ? Optional.of("13 brings bad luck") : Optional.empty();
    var tree =
        new CommandTree(
            "1.2.3",
            List.of("A test."),
            List.of(new Fake(body)),
            List.of(PORT, LOUD, ELSEWHERE),
            List.of(noBadLuck));
    return tree.run(
        new CommandTree.Surroundings(
            environment, new PrintWriter(out), new PrintWriter(err), lifetime),
        arguments);
  }
}
