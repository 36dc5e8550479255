package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.deploy.testkit.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bidder, the statistics and the load generator as programs of their own, side by side. */
@Timeout(180)
class ServicesIT {

  private static final Pattern BIDS = Pattern.compile("bids +POST (\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<Program> programs = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void endPrograms() {
    programs.forEach(Program::close);
  }

  @Test
  void bidsUnderLoadAndStopsInOrder() throws Exception {
    Map<String, String> environment = installation();
    Program stats = start(environment, "stats", "--stats-port=0");
    Program bidder = start(environment, "bidder", "--bidder-port=0", "--admin-port=0");
    stats.awaitOut(out -> out.contains("ready"));
    bidder.awaitOut(out -> out.contains("ready"));
    String url = bidsUrl(bidder);
    awaitReady(url);

    // A rate that needs no speed: whether the answers are bids is the question here.
    Program load =
        start(
            Map.of(),
            "load",
            "--json",
            "--load-url=" + url,
            "--load-rate=20",
            "--load-ramp=0ms",
            "--load-duration=3s",
            "--load-tmax=900ms",
            "--load-max-lag=500ms");
    int loadCode = load.awaitEnd();
    bidder.signal("TERM");
    stats.signal("TERM");

    var summary = new ObjectMapper().readTree(load.out());
    // On a machine that is busy otherwise the run may be invalid; then it must say so.
    assertThat(loadCode).as(load.err()).isEqualTo(summary.at("/valid").asBoolean() ? 0 : 4);
    assertThat(summary.at("/requests/scheduled").asLong()).isBetween(55L, 65L);
    assertThat(summary.at("/requests/outcomes/bid").asLong()).isPositive();
    assertThat(load.err()).contains("s left");
    assertThat(bidder.awaitEnd()).as(bidder.err()).isZero();
    assertThat(stats.awaitEnd()).as(stats.err()).isZero();
  }

  @Test
  void fillsAStoreAndKeepsWhatIsThereAlready() throws Exception {
    Map<String, String> environment = installation();
    Program first = start(environment, "seed", "--load-users=1500");
    assertThat(first.awaitEnd()).as(first.err()).isZero();
    Program second = start(environment, "seed", "--load-users=2000");
    assertThat(second.awaitEnd()).as(second.err()).isZero();
    Program wrong = start(environment, "seed", "--store=http://x", "--rate=-1");

    assertThat(first.out()).contains("1500 of 1500 profiles were written, 0 were there already");
    assertThat(second.out()).contains("500 of 2000 profiles were written, 1500 were there already");
    assertThat(wrong.awaitEnd()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("--store: a store's address must begin with", "--rate must be");
  }

  @Test
  void endsLoadEarlyWithASummaryWhenItIsAskedTo() throws Exception {
    Map<String, String> environment = installation();
    Program bidder = start(environment, "bidder", "--bidder-port=0", "--admin-port=0");
    bidder.awaitOut(out -> out.contains("ready"));
    Program load =
        start(
            Map.of(),
            "load",
            "--json",
            "--load-url=" + bidsUrl(bidder),
            "--load-rate=5",
            "--load-duration=1h");
    Awaitility.await().atMost(PATIENCE).until(() -> load.err().contains("s left"));

    load.signal("TERM");
    load.awaitEnd();

    var summary = new ObjectMapper().readTree(load.out());
    assertThat(summary.at("/stopped").asBoolean()).isTrue();
    assertThat(summary.at("/conditions/durationMillis").asLong()).isEqualTo(3_600_000);
  }

  @Test
  void saysWhichServerIsAwayAndFails() throws Exception {
    int nobody;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = socket.getLocalPort();
    }

    Program bidder =
        start(
            installation(),
            "bidder",
            "--admin-port=0",
            "--postgres=postgresql://me:geheim@127.0.0.1:" + nobody + "/x");
    Program stats =
        start(installation(), "stats", "--kafka=127.0.0.1:" + nobody, "--queue-start-deadline=1s");

    assertThat(bidder.awaitEnd()).isEqualTo(1);
    assertThat(stats.awaitEnd()).isEqualTo(1);
    assertThat(bidder.err())
        .startsWith("laminar: bidder failed: ")
        .contains("127.0.0.1:" + nobody)
        .doesNotContain("geheim", "\tat ");
    assertThat(stats.err())
        .contains("laminar: stats failed: ", "127.0.0.1:" + nobody)
        .doesNotContain("\tat ");
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      Program bidder = start(installation(), "bidder", "--admin-port=0", "--bidder-port=" + port);

      assertThat(bidder.awaitEnd()).isEqualTo(1);
      assertThat(bidder.err()).contains("bidder.port").contains(port);
    }
  }

  private void awaitReady(String bidsUrl) {
    URI ready = URI.create(bidsUrl).resolve("/health/ready");
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString())
                        .statusCode()
                    == 200);
  }

  private static String bidsUrl(Program bidder) {
    Matcher matcher = BIDS.matcher(bidder.out());
    assertThat(matcher.find()).as(bidder.out()).isTrue();
    return matcher.group(1);
  }

  /** Names of its own on the servers that all tests share, and time for JVMs that start at once. */
  private static Map<String, String> installation() {
    String own = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    return Map.of(
        "LAMINAR_REDIS",
        TestServers.redis(),
        "LAMINAR_POSTGRES",
        TestServers.postgres(),
        "LAMINAR_KAFKA",
        TestServers.kafka(),
        "LAMINAR_STORE_DEADLINE",
        "10s",
        "LAMINAR_MIGRATION_QUIET",
        "40s",
        "LAMINAR_QUEUE_TOPIC",
        own,
        "LAMINAR_STATS_GROUP",
        own,
        "LAMINAR_CANARY_KEY",
        own,
        "LAMINAR_MIGRATION_NAMESPACE",
        own,
        "LAMINAR_MIGRATION_NAME",
        own);
  }

  private Program start(Map<String, String> environment, String... arguments) throws IOException {
    Program program = Program.start(folder, environment, arguments);
    programs.add(program);
    return program;
  }
}
