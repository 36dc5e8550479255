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
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final String DEAL = "deal 7/ü";
  private static final String IN_DEAL =
      """
      {"id":"r1","tmax":1000,"imp":[{"id":"1","banner":{"w":160,"h":600},"pmp":{"private_auction":1,
      "deals":[{"id":"%s","bidfloor":1}]}}],"site":{"domain":"site.example"}}
      """
          .formatted(DEAL);
  private static final String IN_EUROS =
      """
      {"id":"r1","tmax":1000,"cur":["EUR"],"imp":[{"id":"1","banner":{"w":300,"h":250}}],
      "site":{"domain":"site.example"}}
      """;

  private static final EmbeddedRedis REDIS = TestServers.ownRedis();
  private static final EmbeddedPostgres POSTGRES = TestServers.ownPostgres();
  private static final EmbeddedKafka KAFKA = TestServers.ownKafka();
  private static final Configuration CONFIGURATION =
      Rig.configuration(
          Map.ofEntries(
              Map.entry("redis", REDIS.address()),
              Map.entry("postgres", POSTGRES.address()),
              Map.entry("money.ledger", "postgres"),
              Map.entry("kafka", KAFKA.address()),
              Map.entry("queue.flush-interval", "100ms"),
              Map.entry("queue.heartbeat-interval", "200ms"),
              Map.entry("queue.deadline", "1s"),
              Map.entry("canary.check-interval", "100ms"),
              Map.entry("canary.ttl", TTL.toMillis() + "ms"),
              Map.entry("bidder.campaigns", campaigns()),
              Map.entry("bidder.exchanges", "adx,ssp-b=nurl"),
              Map.entry("bidder.currency-rates", "EUR=1.25")));

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
  void tellsExchangesAndDealsApartFromTheRequestToTheSpend() {
    for (int i = 0; i < 3; i++) {
      JsonObject bid = bid("/openrtb2/bid/adx", IN_DEAL);
      for (int again = 0; again < 2; again++) {
        assertThat(notify(bid, "nurl", "2.4").statusCode()).isEqualTo(204);
        assertThat(notify(bid, "burl", "2.4").statusCode()).isEqualTo(204);
      }
    }
    for (int i = 0; i < 2; i++) {
      JsonObject bid = bid("/openrtb2/bid/ssp-b", IN_EUROS);
      assertThat(bid.containsKey("adm")).isFalse();
      assertThat(bid.getDouble("price")).isEqualTo(1.6);
      for (int again = 0; again < 2; again++) {
        HttpResponse<String> markup = notify(bid, "nurl", "0.8");
        assertThat(markup.statusCode()).isEqualTo(200);
        assertThat(markup.headers().firstValue("content-type"))
            .hasValue("text/html; charset=utf-8");
        assertThat(markup.body()).endsWith(">open for 0.8 EUR</a>");
      }
      assertThat(notify(bid, "burl", "0.8").statusCode()).isEqualTo(204);
    }
    JsonObject forged = bid("/openrtb2/bid/adx", IN_DEAL);
    for (String altered : List.of("exchange=ssp-b", "exchange=")) {
      String url = forged.getString("burl").replace("exchange=adx", altered);
      assertThat(rig.getUrl(url.replace("${AUCTION_PRICE}", "2.4")).statusCode()).isEqualTo(403);
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, JsonObject> byExchange = stats("exchange");
              assertCounts(byExchange.get("adx"), 4, 4, 3, 3, 7_200);
              assertCounts(byExchange.get("ssp-b"), 2, 2, 2, 2, 2_000);
              Map<String, JsonObject> byDeal = stats("deal");
              assertCounts(byDeal.get(DEAL), 0, 4, 3, 3, 7_200);
            });
  }

  @Test
  @Order(4)
  void givesBackWhatALostBidHeldOnceAndBillsItNoMore() {
    JsonObject lost = bid("/openrtb2/bid/adx", IN_DEAL);
    JsonObject billed = bid("/openrtb2/bid/adx", IN_DEAL);
    for (int again = 0; again < 2; again++) {
      assertThat(notify(lost, "lurl", "").statusCode()).isEqualTo(204);
      assertThat(notify(billed, "burl", "1").statusCode()).isEqualTo(204);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertCounts(stats("deal").get(DEAL), 0, 6, 3, 4, 8_200));

    assertThat(notify(lost, "burl", "1").statusCode()).isEqualTo(204);
    assertThat(notify(billed, "lurl", "").statusCode()).isEqualTo(204);
    JsonObject last = bid("/openrtb2/bid/adx", IN_DEAL);
    assertThat(notify(last, "burl", "1").statusCode()).isEqualTo(204);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertCounts(stats("deal").get(DEAL), 0, 7, 3, 5, 9_200));

    assertThat(stats("deal").get(DEAL).getLong("losses")).isEqualTo(1);
    assertThat(
            number(
                "SELECT coalesce(sum(lost.nanos), 0)::bigint FROM stats_release AS lost"
                    + " JOIN money_hold AS draw USING (campaign_id, settled_millis)"
                    + " WHERE draw.nanos >= lost.nanos"))
        .as("of a draw that is held, the price of the bid")
        .isEqualTo(3_000_000);
  }

  @Test
  @Order(5)
  void stopsBiddingWhenTheStatisticsStopAndResumesWithThem() {
    stats.close().await();
    long latest = System.nanoTime() + TTL.toNanos();
    HttpResponse<String> answer = rig.bid(Rig.BANNER);
    // bids in so quick a row may also be too many for the money at hand
    while (!answer.headers().firstValue("x-no-bid").equals(Optional.of("no-canary"))) {
      assertThat(System.nanoTime() - latest)
          .as("nanoseconds after the canary's end")
          .isLessThan(Duration.ofSeconds(1).toNanos());
      answer = rig.bid(Rig.BANNER);
    }
    assertThat(answer.statusCode()).isEqualTo(204);

    startStats();

    await().atMost(PATIENCE).until(rig::bids);
  }

  @Test
  @Order(6)
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

  private static String campaigns() {
    try {
      return Path.of(WholePathIT.class.getResource("whole-path.yaml").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows of {@code /stats} by the value of a dimension. */
  private static Map<String, JsonObject> stats(String by) {
    String url = "http://127.0.0.1:" + stats.port() + "/stats?by=" + by;
    Map<String, JsonObject> rows = new HashMap<>();
    for (Object row : new JsonObject(rig.getUrl(url).body()).getJsonArray("rows")) {
      rows.put(((JsonObject) row).getString(by), (JsonObject) row);
    }
    return rows;
  }

  private static void assertCounts(
      JsonObject row, long requests, long bids, long wins, long billings, long spendMicros) {
    assertThat(row).isNotNull();
    assertThat(
            List.of(
                row.getLong("requests"),
                row.getLong("bids"),
                row.getLong("wins"),
                row.getLong("billings"),
                row.getLong("spendMicros")))
        .containsExactly(requests, bids, wins, billings, spendMicros);
  }

  private static long number(String query) {
    var pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(POSTGRES.address()))
            .with(new PoolOptions().setMaxSize(1))
            .using(VERTX)
            .build();
    try {
      return pool.query(query).execute().await().iterator().next().getLong(0);
    } finally {
      pool.close().await();
    }
  }

  private static JsonObject bid() {
    return bid("/openrtb2/bid", Rig.BANNER);
  }

  private static JsonObject bid(String path, String request) {
    HttpResponse<String> answer = rig.post(path, request);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("seatbid")
        .getJsonObject(0)
        .getJsonArray("bid")
        .getJsonObject(0);
  }

  private static HttpResponse<String> notify(JsonObject bid, String url) {
    return notify(bid, url, "1.25");
  }

  private static HttpResponse<String> notify(JsonObject bid, String url, String price) {
    return rig.getUrl(
        bid.getString(url).replace("${AUCTION_PRICE}", price).replace("${AUCTION_LOSS}", "102"));
  }
}
