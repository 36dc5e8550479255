package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.deploy.testkit.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bidders as programs of their own that share one migration, under load, with trouble for some. */
@Timeout(600)
class BiddersIT {

  private static final Pattern BIDS = Pattern.compile("bids +POST (\\S+)");
  private static final Pattern ADMIN = Pattern.compile("admin +http://127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private final List<Program> programs = new ArrayList<>();
  private final Map<String, String> installation = installation();

  @AfterEach
  void endPrograms() {
    programs.forEach(Program::close);
  }

  @Test
  void moveTheirProfilesThereAndBackThoughOneStandsStillAndOneIsKilled() throws Exception {
    Program seed = start(installation, "seed", "--load-users=2000");
    assertThat(seed.awaitEnd()).as(seed.err()).isZero();
    start(installation, "stats", "--stats-port=0").awaitOut(PATIENCE, out -> out.contains("ready"));
    Program first = bidder("b1");
    Program second = bidder("b2");
    Program third = bidder("b3");
    awaitReady(found(BIDS, first));
    Program load =
        start(
            Map.of(),
            "load",
            "--json",
            "--load-url=" + found(BIDS, first),
            "--load-users=2000",
            "--load-rate=20",
            "--load-tmax=900ms",
            "--load-duration=1h");

    migrate(first, "walk", "--to=S2");
    third.signal("STOP");
    migrate(first, "walk", "--to=S5");
    third.signal("CONT");
    awaitFollowed(first, List.of("b1", "b2", "b3"));
    second.signal("KILL");
    second.awaitEnd();
    migrate(first, "walk", "--to=S3");
    awaitFollowed(first, List.of("b1", "b3"));
    Program log = migrate(first, "log");
    load.signal("TERM");
    load.awaitEnd();

    assertThat(log.out()).contains("the chains of their hashes are whole");
    JsonNode outcomes = new ObjectMapper().readTree(load.out()).at("/requests/outcomes");
    assertThat(outcomes.path("bid").asLong()).as(load.out() + load.err()).isPositive();
    for (String broken : List.of("invalid", "rejected", "server-error", "refused")) {
      assertThat(outcomes.path(broken).asLong()).as(broken).isZero();
    }
  }

  private Program bidder(String name) throws IOException {
    Map<String, String> environment = new HashMap<>(installation);
    environment.put("LAMINAR_FLEET_MEMBER", name);
    Program bidder = start(environment, "bidder", "--bidder-port=0", "--admin-port=0");
    bidder.awaitOut(PATIENCE, out -> out.contains("ready"));
    return bidder;
  }

  private static void awaitReady(String bidsUrl) {
    var ready = HttpRequest.newBuilder(URI.create(bidsUrl).resolve("/health/ready")).build();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> HTTP.send(ready, BodyHandlers.discarding()).statusCode() == 200);
  }

  private static String found(Pattern pattern, Program program) {
    Matcher matcher = pattern.matcher(program.out());
    assertThat(matcher.find()).as(program.out()).isTrue();
    return matcher.group(1);
  }

  /** Asks a bidder, whichever moves the migration, and waits until it is done. */
  private Program migrate(Program asked, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("migrate"));
    arguments.addAll(List.of(command));
    arguments.add("--admin-port=" + found(ADMIN, asked));
    Program migrate =
        start(
            Map.of("LAMINAR_MIGRATION_NAME", installation.get("LAMINAR_MIGRATION_NAME")),
            arguments.toArray(String[]::new));
    assertThat(migrate.awaitEnd(PATIENCE)).as(migrate.out() + migrate.err()).isZero();
    return migrate;
  }

  /** Waits until these, and no others, hold a lease and follow the newest publication. */
  private void awaitFollowed(Program asked, List<String> names) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode status =
                  new ObjectMapper().readTree(migrate(asked, "status", "--json").out());
              long number = status.at("/number").asLong();
              assertThat(
                      StreamSupport.stream(status.at("/members").spliterator(), false)
                          .filter(member -> member.at("/live").asBoolean())
                          .filter(member -> member.at("/acknowledged").asLong() == number)
                          .map(member -> member.at("/name").asText()))
                  .containsExactlyInAnyOrderElementsOf(names);
            });
  }

  private Program start(Map<String, String> environment, String... arguments) throws IOException {
    Program program = Program.start(folder, environment, arguments);
    programs.add(program);
    return program;
  }

  private static Map<String, String> installation() {
    String own = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    Map<String, String> environment = new HashMap<>();
    environment.put("LAMINAR_REDIS", TestServers.redis());
    environment.put("LAMINAR_POSTGRES", TestServers.postgres());
    environment.put("LAMINAR_KAFKA", TestServers.kafka());
    environment.put("LAMINAR_STORE_DEADLINE", "2s");
    environment.put("LAMINAR_MIGRATION_QUIET", "7s");
    environment.put("LAMINAR_MIGRATION_SOAK", "1s");
    environment.put("LAMINAR_FLEET_LEASE", "4s");
    for (String setting :
        List.of(
            "QUEUE_TOPIC", "STATS_GROUP", "CANARY_KEY", "MIGRATION_NAMESPACE", "MIGRATION_NAME")) {
      environment.put("LAMINAR_" + setting, own);
    }
    return environment;
  }
}
