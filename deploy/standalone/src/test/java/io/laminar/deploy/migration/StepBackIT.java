package io.laminar.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.ladder.CheckedWorkload;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.plan.Objectives.Objective;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The new store becomes slow behind a bad network while it is read. */
final class StepBackIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Only the step under test is judged: on the way to it nothing may turn the walk round. */
  private static final Objectives OBJECTIVES =
      new Objectives(
          Objective.NONE,
          Map.of("S5", new Objective(0, Duration.ofMillis(150))),
          Duration.ofSeconds(2));

  @Test
  void stepsBackByItselfLosesNothingAndGoesOnOnlyWhenToldTo() throws Exception {
    try (EmbeddedRedis redis = TestServers.ownRedis();
        var proxy = new SlowProxy(redis.port());
        var station =
            new Station(
                TestServers.secondRedis(),
                "redis://127.0.0.1:" + proxy.port(),
                Duration.ofSeconds(1),
                OBJECTIVES)) {
      var workload = new CheckedWorkload(station.loop(), station.router(), 40, 7);
      workload.start();
      station.walkTo("S5");

      proxy.delayReplies(Duration.ofMillis(250));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(station.status().step().id() + station.status().busy())
                      .as(station.status().line())
                      .isEqualTo("S4false"));

      assertThat(station.status().held())
          .contains("less than 150 ms are allowed; stepped back from S5 to S4");
      assertThat(lastPublication(station).getString("why")).isEqualTo(station.status().held());
      assertThat(station.loop().failureOf(() -> station.migration().ladder().walkTo("S5")))
          .hasMessageStartingWith("held: the new store, redis:");
      workload.stop();
      assertThat(workload.complaints()).isEmpty();
      assertThat(workload.lost()).isEmpty();
      station.loop().call(() -> station.migration().ladder().resume());
      assertThat(station.status().held()).isEmpty();
      station.walkTo("S0");
    }
  }

  private static JsonObject lastPublication(Station station)
      throws IOException, InterruptedException {
    URI log =
        URI.create(
            "http://127.0.0.1:%d/migrations/%s/log"
                .formatted(station.migration().adminPort(), station.name()));
    String body =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(log).build(), BodyHandlers.ofString())
            .body();
    JsonArray publications = new JsonObject(body).getJsonArray("publications");
    return publications.getJsonObject(publications.size() - 1);
  }
}
