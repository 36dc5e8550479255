package io.laminar.deploy.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.CommandTree;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Lifetime;
import io.laminar.load.LoadOptions;
import io.laminar.load.capacity.CapacityOptions;
import io.laminar.load.result.ResultFolder;
import io.laminar.load.search.SearchOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands, against a bidder of the test's own. Limits on time are so wide that a machine that
 * stands still for many seconds does not reach them.
 */
@Timeout(240)
class LoadCommandsTest {

  private static final List<Setting<?>> DECLARED =
      Stream.of(LoadCommand.SETTINGS, SearchOptions.SETTINGS, CapacityOptions.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .distinct()
          .toList();
  private static final List<Configuration.Rule> RULES =
      Stream.of(LoadOptions.RULES, SearchOptions.RULES, CapacityOptions.RULES)
          .flatMap(List::stream)
          .toList();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeBidder bidder;

  @BeforeEach
  void start() throws Exception {
    bidder = new FakeBidder();
  }

  @AfterEach
  void close() throws Exception {
    bidder.close();
  }

  @Test
  void writesEverythingOfARunAndEndsWithZero() throws Exception {
    Path result = folder.resolve("r");

    int code =
        load(
            "--load-rate=100",
            "--load-duration=1500ms",
            "--load-objective=bids>=90%",
            "--out",
            result + "");

    assertThat(code).as(err + "" + out).isEqualTo(ExitCode.FINE);
    assertThat(out.toString()).contains("scheduled", "held    bids>=90%: 100.000%");
    assertThat(err.toString()).contains("s left", "written to ");
    assertThat(Files.list(result).map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "summary.json",
            "seconds.csv",
            "latency.hlog",
            "response.hgrm",
            "service.hgrm",
            "lag.hgrm",
            "report.html");
    assertThat(ResultFolder.read(result).result().counts().scheduled()).isEqualTo(150);
  }

  @Test
  void endsWithThreeWhenTheObjectiveIsMissed() {
    bidder.bids = false;

    int code =
        load("--load-rate=50", "--load-duration=500ms", "--load-objective=bids>=1%", "--json");

    assertThat(code).isEqualTo(ExitCode.OBJECTIVE_MISSED);
    JsonObject json = new JsonObject(out.toString());
    assertThat(json.getBoolean("valid")).isTrue();
    assertThat(json.getBoolean("held")).isFalse();
    assertThat(json.getJsonArray("objective").getJsonObject(0).getString("wanted"))
        .isEqualTo("bids>=1%");
  }

  @Test
  void endsWithFourWhenTheLoadWasNotMade() {
    bidder.answers = false;

    int code =
        load(
            "--load-rate=50",
            "--load-duration=500ms",
            "--load-connections=1",
            "--load-max-in-flight=1",
            "--load-tmax=100ms",
            "--load-timeout=200ms",
            "--load-objective=bids>=1%");

    assertThat(code).isEqualTo(ExitCode.INVALID_RUN);
    assertThat(out.toString()).contains("INVALID RUN: ");
  }

  @Test
  void endsWithTwoWhenItIsMisused() {
    assertThat(load("--load-objective=p99<20ms")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("load.objective must be bounds separated by commas");
    assertThat(run("load", "--load-rate=5", "find-max")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("--load-rate must stand after find-max");
    assertThat(run("report", "compare", "only-one")).isEqualTo(ExitCode.MISUSED);
    assertThat(run("report", "merge", "a", "b")).isEqualTo(ExitCode.MISUSED);
    assertThat(err.toString()).contains("--out");
  }

  @Test
  void holdsItsBooksAgainstTheBiddersStatistics() {
    bidder.wins.set(7); // of earlier runs
    bidder.billedMicros.set(123_456);

    int code =
        load(
            "--load-rate=100",
            "--load-duration=1s",
            "--load-loss-share=1",
            "--load-notice-delay=10ms",
            "--load-render-delay=10ms",
            "--load-notice-timeout=60s",
            "--load-stats-url=" + bidder.url("/stats"));

    assertThat(code).as(out.toString()).isEqualTo(ExitCode.FINE);
    assertThat(bidder.wins.get()).isGreaterThan(7);
    assertThat(out.toString())
        .contains("reconciliation", "held    requests: 100: 100 counted", "held    spend: ");
  }

  @Test
  void saysWhenTheBooksDoNotAgree() {
    bidder.inventedWins = 3;

    int code =
        load(
            "--load-rate=50",
            "--load-duration=500ms",
            "--load-stats-wait=0ms",
            "--load-notice-timeout=60s",
            "--load-stats-url=" + bidder.url("/stats"));

    assertThat(code).isEqualTo(ExitCode.OBJECTIVE_MISSED);
    assertThat(out.toString()).contains("MISSED  wins: ");
  }

  @Test
  void saysThatThereAreNoStatisticsBeforeItSendsAnything() {
    int code = load("--load-stats-url=" + bidder.url("/nothing"));

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("/nothing (load.stats-url): answered with 404");
    assertThat(bidder.requests).hasValue(0);
  }

  @Test
  void findsTheHighestRateUpToTheLimit() {
    int code =
        run(
            wide(
                "load",
                "find-max",
                "--load-objective=errors<=0%",
                "--load-find-start=20",
                "--load-find-limit=40",
                "--load-find-probe=500ms",
                "--load-find-verify=700ms",
                "--load-find-drain=0ms"));

    assertThat(code).as(out + "" + err).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .contains("40 requests/s hold errors<=0%; no higher rate was allowed (load.find-limit)");
  }

  @Test
  void saysThatNoRateHolds() {
    bidder.bids = false;

    int code =
        run(
            wide(
                "load",
                "find-max",
                "--json",
                "--load-objective=bids>=1%",
                "--load-find-start=128",
                "--load-find-limit=128",
                "--load-find-probe=500ms",
                "--load-find-drain=0ms"));

    assertThat(code).isEqualTo(ExitCode.OBJECTIVE_MISSED);
    JsonObject json = new JsonObject(out.toString());
    assertThat(json.getDouble("rate")).isZero();
    assertThat(json.getJsonArray("trials")).hasSize(7);
  }

  @Test
  void answersHowManyMachinesFromPointsAndFromItsOwnMeasurements() {
    int given = run("load", "capacity", "--load-capacity-points=1=9000,2=17500,4=33000,8=58000");
    int measured =
        run(
            wide(
                "load",
                "capacity",
                "--load-capacity-levels=1,2,3",
                "--load-capacity-probe=500ms",
                "--load-capacity-target=1"));

    assertThat(given).as(out.toString()).isEqualTo(ExitCode.OBJECTIVE_MISSED);
    assertThat(out.toString()).contains("universal scalability law: λ = ", "error of the fit: ");
    assertThat(measured).as(err.toString()).isEqualTo(ExitCode.FINE);
    assertThat(out.toString()).contains("connections", "for 1 requests/s: ", "machine");
  }

  @Test
  void comparesAndMergesResults() throws Exception {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    Path both = folder.resolve("both");
    load("--load-rate=50", "--load-duration=600ms", "--out", a + "");
    load("--load-rate=100", "--load-duration=600ms", "--out", b + "");

    int compared = run("report", "compare", a + "", b + "");
    int merged = run("report", "merge", a + "", b + "", "--out", both + "");

    assertThat(compared).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .contains("A  " + a, "DIFFERENT  load: A 50 requests/s, B 100 requests/s", "response p99");
    assertThat(merged).isEqualTo(ExitCode.FINE);
    assertThat(ResultFolder.read(both).result().counts().scheduled()).isEqualTo(90);
    assertThat(both.resolve("report.html")).exists();
    assertThat(run("report", "compare", a + "", folder + "")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("seconds.csv is missing");
  }

  private int load(String... arguments) {
    List<String> all = new ArrayList<>(List.of("load"));
    all.addAll(List.of(arguments));
    return run(wide(all.toArray(String[]::new)));
  }

  private String[] wide(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    Map<String, String> wide =
        Map.of(
            "--load-url", bidder.url("/bid"),
            "--load-ramp", "0ms",
            "--load-tmax", "60s",
            "--load-timeout", "60s",
            "--load-max-lag", "60s",
            "--load-rivals", "0.5");
    wide.forEach(
        (flag, value) -> {
          if (all.stream().noneMatch(given -> given.startsWith(flag + "="))) {
            all.add(flag + "=" + value);
          }
        });
    return all.toArray(String[]::new);
  }

  private int run(String... arguments) {
    List<Command> commands = List.of(new LoadCommand(), new ReportCommand());
    return new CommandTree("1", List.of("A test."), commands, DECLARED, RULES)
        .run(
            new CommandTree.Surroundings(
                Map.of(),
                new PrintWriter(out),
                new PrintWriter(err),
                new Lifetime(Thread.currentThread())),
            arguments);
  }
}
