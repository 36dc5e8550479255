package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Operators create, change, pause and delete campaigns while the bidder bids. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CampaignsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "a-token-of-operators";
  private static final String CAMPAIGN =
      """
      id: suv
      advertiser: Aurora Motors
      domain: aurora.example
      categories: [IAB2-2]
      bid-cpm: 2.4
      floor-cpm: 1
      daily-budget: 500
      creatives:
        - id: box
          type: banner
          landing: https://aurora.example/suv
          size: 300x250
          markup: <a href="${CLICK_URL}">SUV</a>
      """;

  private static final EmbeddedPostgres POSTGRES = TestServers.ownPostgres();
  private static final EmbeddedRedis REDIS = TestServers.ownRedis();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Rig rig;

  @BeforeAll
  static void start() {
    Canaries.sing(REDIS.address(), Duration.ofMinutes(10));
    rig =
        new Rig(
            Rig.configuration(
                Map.of(
                    "redis",
                    REDIS.address(),
                    "postgres",
                    POSTGRES.address(),
                    "kafka",
                    TestServers.kafka(),
                    "queue.topic",
                    "campaigns-it",
                    "bidder.campaigns",
                    "postgres",
                    "bidder.campaigns-check",
                    "100ms",
                    "bidder.admin-port",
                    "0",
                    "bidder.admin-token",
                    TOKEN)),
            REDIS.address());
  }

  @AfterAll
  static void stop() {
    if (rig != null) {
      rig.close();
    }
    REDIS.stop();
    POSTGRES.stop();
  }

  @Test
  @Order(1)
  void beginsWithNothingAndBidsForACampaignOnceItIsCreated() {
    assertThat(json(send("GET", "", "")).getInteger("count")).isZero();
    assertThat(rig.bids()).isFalse();

    HttpResponse<String> created = send("POST", "", CAMPAIGN);

    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(created.headers().firstValue("location")).contains("/campaigns/suv");
    assertThat(json(created).getBoolean("in-use")).isTrue();
    await().atMost(PATIENCE).until(rig::bids);
    HttpResponse<String> shown = send("GET", "/suv", "");
    assertThat(shown.headers().firstValue("etag"))
        .isEqualTo(created.headers().firstValue("etag"))
        .isPresent();
    assertThat(json(shown).getJsonObject("document").getDouble("bid-cpm")).isEqualTo(2.4);
    assertThat(json(shown).getJsonObject("money").getDouble("daily-budget")).isEqualTo(500);
    assertThat(send("POST", "", CAMPAIGN).statusCode()).isEqualTo(409);
  }

  @Test
  @Order(2)
  void saysAllThatIsWrongWithACampaignAtOnce() {
    String bad =
        CAMPAIGN.replace("2.4", "much").replace("300x250", "big").replace("IAB2-2", "cars");

    HttpResponse<String> refused = send("POST", "", bad.replace("suv", "other"));

    assertThat(refused.statusCode()).isEqualTo(422);
    JsonArray problems = json(refused).getJsonArray("problems");
    assertThat(problems).hasSizeGreaterThanOrEqualTo(3);
    assertThat(problems.encode())
        .contains("bid-cpm must be a number")
        .contains("size must be width and height")
        .contains("categories must hold only");
    assertThat(send("GET", "/other", "").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(3)
  void changesOnlyTheVersionThatWasSeen() {
    String seen = etag();
    String dearer = CAMPAIGN.replace("2.4", "3.5");

    assertThat(send("PUT", "/suv", dearer).statusCode()).isEqualTo(428);
    assertThat(send("PUT", "/suv", dearer, seen).statusCode()).isEqualTo(200);
    HttpResponse<String> late = send("PUT", "/suv", CAMPAIGN, seen);

    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(late.headers().firstValue("etag")).contains(etag());
    JsonObject bid =
        new JsonObject(rig.bid(Rig.BANNER).body())
            .getJsonArray("seatbid")
            .getJsonObject(0)
            .getJsonArray("bid")
            .getJsonObject(0);
    assertThat(bid.getDouble("price")).isEqualTo(3.5);
    assertThat(send("PUT", "/other", dearer, seen).statusCode()).isEqualTo(422);
  }

  @Test
  @Order(4)
  void stopsWhenACampaignIsPausedAndGoesOnWhenItIsResumed() {
    assertThat(send("POST", "/suv/pause", "").statusCode()).isEqualTo(200);
    assertThat(rig.bid(Rig.BANNER).headers().firstValue("x-no-bid")).contains("not-running");
    assertThat(json(send("GET", "?state=paused", "")).getJsonArray("campaigns")).hasSize(1);

    assertThat(send("POST", "/suv/resume", "").statusCode()).isEqualTo(200);

    assertThat(rig.bids()).isTrue();
    assertThat(send("POST", "/nobody/pause", "").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(5)
  void leavesTheSetInUseWhenARowIsBrokenAndSaysWhy() {
    execute("UPDATE campaign SET document = '{\"id\":\"suv\"}', version = version + 1");
    execute("UPDATE campaign_set SET revision = revision + 1");

    await()
        .atMost(PATIENCE)
        .until(() -> rig.get("/metrics").body().contains("laminar_campaigns_broken 1.0"));

    assertThat(rig.bids()).isTrue();
    HttpResponse<String> ready = rig.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("campaign suv: advertiser is missing");
    assertThat(json(send("GET", "", "")).getString("problem")).contains("advertiser is missing");
    HttpResponse<String> mended = send("PUT", "/suv", CAMPAIGN, etag());
    assertThat(json(mended).getBoolean("in-use")).as(mended.body()).isTrue();
  }

  @Test
  @Order(6)
  void asksForTheToken() throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(HttpRequest.newBuilder(uri("")).build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  @Order(7)
  void forgetsACampaignThatIsDeleted() {
    assertThat(send("DELETE", "/suv", "").statusCode()).isEqualTo(428);
    assertThat(send("DELETE", "/suv", "", etag()).statusCode()).isEqualTo(200);

    assertThat(rig.bids()).isFalse();
    assertThat(send("GET", "/suv", "").statusCode()).isEqualTo(404);
    assertThat(json(send("GET", "", "")).getInteger("count")).isZero();
  }

  private static String etag() {
    return send("GET", "/suv", "").headers().firstValue("etag").orElseThrow();
  }

  private static HttpResponse<String> send(String method, String below, String body) {
    return send(method, below, body, Optional.empty());
  }

  private static HttpResponse<String> send(
      String method, String below, String body, String version) {
    return send(method, below, body, Optional.of(version));
  }

  private static HttpResponse<String> send(
      String method, String below, String body, Optional<String> version) {
    var request =
        HttpRequest.newBuilder(uri(below))
            .method(method, BodyPublishers.ofString(body))
            .header("authorization", "Bearer " + TOKEN);
    version.ifPresent(tag -> request.header("if-match", tag));
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + below, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static URI uri(String below) {
    return URI.create("http://127.0.0.1:" + rig.bidder.adminPort() + "/campaigns" + below);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private static void execute(String statement) {
    Pool pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(POSTGRES.address()))
            .using(rig.vertx)
            .build();
    pool.query(statement).execute().await();
    pool.close().await();
  }
}
