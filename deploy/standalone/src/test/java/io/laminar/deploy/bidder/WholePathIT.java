package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.config.Configuration;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.report.NoticeTotal;
import io.laminar.stats.report.StatsReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** From a bid request to the committed statistics and back through the canary. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WholePathIT {

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final EmbeddedRedis REDIS = TestServers.ownRedis();
  private static final EmbeddedPostgres POSTGRES = TestServers.ownPostgres();
  private static final EmbeddedKafka KAFKA = TestServers.ownKafka();
  private static final Configuration CONFIGURATION =
      Rig.configuration(
          Map.of(
              "redis",
              REDIS.address(),
              "postgres",
              POSTGRES.address(),
              "money.ledger",
              "postgres",
              "kafka",
              KAFKA.address(),
              "queue.flush-interval",
              "100ms",
              "queue.heartbeat-interval",
              "200ms",
              "queue.deadline",
              "1s",
              "canary.check-interval",
              "100ms",
              "canary.ttl",
              TTL.toMillis() + "ms"));

  private static final Vertx VERTX = Vertx.vertx();
  private static StatsService stats;
  private static StatsReader reader;
  private static Rig rig;

  @BeforeAll
  static void start() {
    startStats();
    reader = StatsReader.open(VERTX, POSTGRES.address(), Duration.ofSeconds(5));
    rig = new Rig(CONFIGURATION, REDIS.address());
    await().atMost(PATIENCE).until(rig::bids);
  }

  @AfterAll
  static void stop() {
    rig.close();
    reader.close().await();
    stats.close().await();
    VERTX.close().await();
    REDIS.stop();
    POSTGRES.stop();
    KAFKA.stop();
  }

  @Test
  @Order(1)
  void bringsEveryNoticeIntoTheStatisticsOnceHoweverOftenItIsSent() {
    int bids = 5;
    String campaign = "";
    for (int i = 0; i < bids; i++) {
      JsonObject bid = bid();
      campaign = bid.getString("cid");
      for (int again = 0; again < 3; again++) {
        assertThat(notify(bid, "nurl").statusCode()).isEqualTo(204);
        assertThat(notify(bid, "burl").statusCode()).isEqualTo(204);
      }
    }

    await().atMost(PATIENCE).until(() -> reader.notices(NoticeKind.BILLING).await() >= bids);
    await().atMost(PATIENCE).until(() -> reader.notices(NoticeKind.WIN).await() >= bids);

    assertThat(reader.notices(NoticeKind.BILLING).await()).isEqualTo(bids);
    assertThat(reader.notices(NoticeKind.WIN).await()).isEqualTo(bids);
    List<NoticeTotal> totals = reader.notices().await();
    assertThat(totals.stream().filter(total -> total.kind().equals("BILLING")).toList())
        .extracting(NoticeTotal::campaignId)
        .contains(campaign);
    assertThat(
            totals.stream()
                .filter(total -> total.kind().equals("BILLING"))
                .mapToLong(NoticeTotal::priceMicros)
                .sum())
        .isEqualTo(bids * 1_250_000L);
  }

  @Test
  @Order(2)
  void bringsEveryRequestIntoTheStatistics() {
    long before = reader.total(Fact.INVALID).await();
    for (int i = 0; i < 100; i++) {
      assertThat(rig.bid("{").statusCode()).isEqualTo(400);
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(reader.total(Fact.INVALID).await()).isEqualTo(before + 100));
  }

  @Test
  @Order(3)
  void stopsBiddingWhenTheStatisticsStopAndResumesWithThem() {
    stats.close().await();
    long latest = System.nanoTime() + TTL.toNanos();
    while (rig.bids()) {
      assertThat(System.nanoTime() - latest)
          .as("nanoseconds after the canary's end")
          .isLessThan(Duration.ofSeconds(1).toNanos());
    }
    HttpResponse<String> silent = rig.bid(Rig.BANNER);
    assertThat(silent.statusCode()).isEqualTo(204);
    assertThat(silent.headers().firstValue("x-no-bid")).contains("no-canary");

    startStats();

    await().atMost(PATIENCE).until(rig::bids);
  }

  @Test
  @Order(4)
  void refusesNoticesWhileKafkaIsAwayAndTakesThemAfter() {
    JsonObject bid = bid();
    long before = reader.notices(NoticeKind.BILLING).await();
    KAFKA.kill();

    HttpResponse<String> refused = notify(bid, "burl");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    await().atMost(PATIENCE).until(() -> !rig.bids());
    KAFKA.start();
    await().atMost(PATIENCE).until(() -> notify(bid, "burl").statusCode() == 204);
    await().atMost(PATIENCE).until(rig::bids);
    await().atMost(PATIENCE).until(() -> reader.notices(NoticeKind.BILLING).await() == before + 1);
  }

  private static void startStats() {
    stats = StatsService.start(VERTX, StatsOptions.from(CONFIGURATION)).await();
  }

  private static JsonObject bid() {
    HttpResponse<String> answer = rig.bid(Rig.BANNER);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("seatbid")
        .getJsonObject(0)
        .getJsonArray("bid")
        .getJsonObject(0);
  }

  private static HttpResponse<String> notify(JsonObject bid, String url) {
    return rig.getUrl(bid.getString(url).replace("${AUCTION_PRICE}", "1.25"));
  }
}
