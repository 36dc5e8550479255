package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, small, and the commands that steer what it leaves running. */
@Timeout(420)
class DemoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final Pattern ADMIN_PORT = Pattern.compile("--admin-port (\\d+)");

  @TempDir Path folder;

  private final List<Program> programs = new ArrayList<>();
  private int adminPort;

  @AfterEach
  void endPrograms() {
    programs.forEach(Program::close);
  }

  private Program start(String... arguments) throws IOException {
    Program program = Program.start(folder, Map.of(), arguments);
    programs.add(program);
    return program;
  }

  @Test
  void keepsEveryClaimAndCanBeSteeredByHandAfterwards() throws Exception {
    Program demo =
        start(
            "demo",
            "--keep",
            "--demo-profiles=3000",
            "--demo-writes=200",
            "--load-rate=100",
            "--migration-soak=500ms",
            "--bidder-port=0",
            "--admin-port=0",
            "--stats-port=0",
            "--servers-redis-port=0",
            "--servers-postgres-port=0",
            "--servers-kafka-port=0");
    demo.awaitOut(PATIENCE, out -> out.contains("Ctrl-C ends it"));
    assertThat(demo.out()).contains("spend is what the exchange billed");
    assertThat(demo.out().lines().filter(line -> line.endsWith("   NO"))).isEmpty();
    Matcher admin = ADMIN_PORT.matcher(demo.out());
    assertThat(admin.find()).isTrue();
    adminPort = Integer.parseInt(admin.group(1));

    walksUpAndDown();
    tellsWhatIsWrong();

    demo.signal("TERM");
    assertThat(demo.awaitEnd()).as(demo.err()).isZero();
    assertThat(demo.err()).doesNotContain(" ERROR ");
  }

  private void walksUpAndDown() throws Exception {
    assertThat(migrate(0, "throttle", "--rate=100000")).contains("S0");
    assertThat(migrate(0, "walk", "--to=S3")).contains("S3 shadow reads", "reads       old");
    assertThat(migrate(0, "verify")).contains("3000 entries, all equal");
    assertThat(migrate(0, "pause")).contains("paused", "laminar migrate resume");
    assertThat(migrate(0, "resume")).doesNotContain("paused");
    assertThat(new JsonObject(migrate(0, "status", "--json")).getString("step")).isEqualTo("S3");
    assertThat(migrate(0, "walk", "--to=S0")).contains("S0 old alone");
  }

  private void tellsWhatIsWrong() throws Exception {
    assertThat(migrate(2, "walk", "--to=S9")).contains("S0, S1").contains("S9");
    assertThat(migrate(2, "walk")).contains("--to");
    assertThat(migrate(2, "throttle", "--rate=fast")).contains("fast");
    assertThat(migrate(1, "verify")).contains("S0");
    assertThat(migrate(1, "complete", "--confirm=profiles")).contains("S7");
    adminPort = 1;
    assertThat(migrate(1, "status")).contains("no bidder answers", "--admin-port");
  }

  /** What a command says, on whichever stream. */
  private String migrate(int exitCode, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("migrate"));
    all.addAll(List.of(arguments));
    all.add("--admin-port=" + adminPort);
    Program command = start(all.toArray(String[]::new));
    assertThat(command.awaitEnd()).as(command.out() + command.err()).isEqualTo(exitCode);
    return command.out() + command.err();
  }
}
