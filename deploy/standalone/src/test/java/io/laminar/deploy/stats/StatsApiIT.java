package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Subject;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.FactSums;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was counted can be asked for over HTTP, and fits together. */
final class StatsApiIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(86_400);
  private StatsInstallation here;
  private StatsService service;
  private EventQueue queue;

  @BeforeEach
  void count() {
    here = StatsInstallation.shared();
    service = here.startStats();
    queue = here.startQueue(here.queueOptions(), hour::toEpochMilli);
    here.loop.call(
        () -> {
          FactSums sums = queue.sums();
          sums.cell(Fact.REQUEST, new Subject("", "", "", "x1")).add(10);
          sums.cell(Fact.OFFER, "").add(4);
          sums.cell(Fact.NO_BID, "budget-spent").add(5);
          sums.cell(Fact.INVALID, "").add(1);
          sums.cell(Fact.BID, new Subject("c1", "c1-a", "", "x1")).add(3);
          sums.cell(Fact.BID, new Subject("c1", "c1-a", "d,1", "x2")).add(2);
          sums.cell(Fact.BID, new Subject("c2", "c2-a", "", "x1")).add(1);
          return Future.succeededFuture();
        });
    here.publish(
        queue,
        List.of(
            notice("w1", NoticeKind.WIN, "c1", "c1-a", "d,1", 2_000_000),
            notice("b1", NoticeKind.BILLING, "c1", "c1-a", "d,1", 1_500_000),
            notice("b2", NoticeKind.BILLING, "c2", "c2-a", "", 500_000),
            notice("k1", NoticeKind.CLICK, "c1", "c1-a", "d,1", 0)));
    await()
        .atMost(PATIENCE)
        .until(() -> here.total(Fact.REQUEST) == 10 && here.notices(NoticeKind.BILLING) == 2);
    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.CLICK) == 1);
  }

  @AfterEach
  void uninstall() {
    here.close();
  }

  @Test
  void tellsCampaignsApartByDay() {
    JsonArray rows = rows("/stats?by=day,campaign&day=" + day());

    assertThat(rows).hasSize(2);
    JsonObject first = rows.getJsonObject(0);
    assertThat(first.getString("day")).isEqualTo(day());
    assertThat(first.getString("campaign")).isEqualTo("c1");
    assertThat(first.getLong("bids")).isEqualTo(5);
    assertThat(first.getLong("wins")).isEqualTo(1);
    assertThat(first.getLong("clicks")).isEqualTo(1);
    assertThat(first.getLong("spendMicros")).isEqualTo(1_500);
    assertThat(rows.getJsonObject(1).getLong("bids")).isEqualTo(1);
  }

  @Test
  void tellsEveryDimensionApart() {
    assertThat(rows("/stats?by=creative")).hasSize(2);
    assertThat(rows("/stats?by=deal&campaign=c1")).hasSize(2);
    assertThat(rows("/stats?by=exchange&campaign=c1").getJsonObject(1).getLong("bids"))
        .isEqualTo(2);
    assertThat(rows("/stats?by=reason").getJsonObject(0).getLong("noBids")).isEqualTo(5);
    assertThat(rows("/stats?by=hour").getJsonObject(0).getString("hour"))
        .isEqualTo(hour.truncatedTo(ChronoUnit.HOURS).toString().replace(":00:00Z", ":00Z"));
    assertThat(rows("/stats?hour=" + hour).getJsonObject(0).getLong("requests")).isEqualTo(10);
    assertThat(rows("/stats?hour=" + hour.plusSeconds(3_600)).getJsonObject(0).getLong("requests"))
        .isZero();
    assertThat(rows("/stats?by=month").getJsonObject(0).getLong("requests")).isEqualTo(10);
    assertThat(
            rows("/stats?deal=" + URLEncoder.encode("d,1", StandardCharsets.UTF_8))
                .getJsonObject(0)
                .getLong("bids"))
        .isEqualTo(2);
  }

  @Test
  void answersInCsv() {
    HttpResponse<String> answer = get("/stats?by=deal&campaign=c1&format=csv");

    assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
    assertThat(answer.body().lines())
        .containsExactly(
            "deal,requests,offers,noBids,invalid,left,faults,bids,wins,billings,losses,clicks,"
                + "spendMicros,profilesFound,profilesMissing,profilesLate",
            ",0,0,0,0,0,0,3,0,0,0,0,0,0,0,0",
            "\"d,1\",0,0,0,0,0,0,2,1,1,0,1,1500,0,0,0");
  }

  @Test
  void saysWhatIsWrongWithAQuestion() {
    assertThat(problem("/stats?by=colour", 400)).contains("by must be some of hour, day, month");
    assertThat(problem("/stats?campain=c1", 400)).contains("there is no parameter campain");
    assertThat(problem("/stats?by=campaign,reason", 400)).contains("why there was no bid");
    assertThat(problem("/stats?from=yesterday", 400)).contains("2026-11-24T10:00:00Z");
    assertThat(problem("/stats?by=day&from=2026-11-24T10:00:00Z", 400))
        .contains("must be the beginning of a UTC day");
    assertThat(problem("/stats?format=xml", 400)).contains("json or csv");
    assertThat(problem("/statistics", 404)).contains("/stats/reconciliation");
  }

  @Test
  void findsThatAllFitsTogether() {
    JsonObject found = new JsonObject(get("/stats/reconciliation").body());

    assertThat(found.getBoolean("sound")).as(found.encodePrettily()).isTrue();
    assertThat(found.getJsonArray("checks")).hasSize(4);
    assertThat(found.getJsonArray("checks").getJsonObject(2).getLong("left")).isEqualTo(2_000_000);
  }

  @Test
  void flagsWhatDoesNotFitTogether() {
    here.sql("UPDATE stats_hour SET total = total - 1 WHERE fact = 'NO_BID'");
    here.sql(
        "UPDATE stats_hour SET price_micros = price_micros + 7 WHERE fact = 'BILLING'"
            + " AND subject = 'c2'");
    here.sql("UPDATE stats_hour SET total = 9 WHERE fact = 'WIN'");

    JsonObject found = new JsonObject(get("/stats/reconciliation?day=" + day()).body());

    assertThat(found.getBoolean("sound")).isFalse();
    JsonArray checks = found.getJsonArray("checks");
    assertThat(violations(checks, 0)).containsExactly(day() + " 10 9");
    assertThat(violations(checks, 1)).containsExactly("c1 9 5");
    assertThat(violations(checks, 2)).containsExactly("c2 500007 500000");
    assertThat(violations(checks, 3)).isEmpty();
  }

  @Test
  void tellsTheTotalsOfADayFromItsStore() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var day = new JsonObject(get("/stats/day?campaign=c1&day=" + day()).body());
              assertThat(day.getLong("bid")).isEqualTo(5);
              assertThat(day.getLong("win")).isEqualTo(1);
              assertThat(day.getLong("spend")).isEqualTo(1_500_000);
            });
  }

  @Test
  void tellsHowItIs() {
    JsonObject status = new JsonObject(get("/status").body());

    assertThat(status.getJsonObject("aggregator").getLong("newNotices")).isEqualTo(4);
    assertThat(status.getJsonObject("retention").getString("trouble")).isEmpty();
    assertThat(status.getJsonObject("days").getString("trouble")).isEmpty();
  }

  private static List<String> violations(JsonArray checks, int check) {
    return checks.getJsonObject(check).getJsonArray("violations").stream()
        .map(JsonObject.class::cast)
        .map(
            violation ->
                violation.getString("part")
                    + " "
                    + violation.getLong("left")
                    + " "
                    + violation.getLong("right"))
        .toList();
  }

  private Notice notice(
      String id, NoticeKind kind, String campaign, String creative, String deal, long price) {
    return new Notice(
        id, kind, "bid-" + id, campaign, creative, deal, "x2", price, hour.toEpochMilli());
  }

  private String day() {
    return LocalDate.ofInstant(hour, ZoneOffset.UTC).toString();
  }

  private JsonArray rows(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonArray("rows");
  }

  private String problem(String path, int status) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    return new JsonObject(answer.body()).getString("error");
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
