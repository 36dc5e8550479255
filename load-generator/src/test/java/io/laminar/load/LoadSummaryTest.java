package io.laminar.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadSummaryTest {

  private final Tally total = new Tally();
  private final LoadOptions options =
      TestOptions.of("rate", "100", "duration", "2s", "ramp", "0ms");

  @Test
  void printsAnAlignedTable() {
    fill();

    assertThat(summary().toString())
        .isEqualTo(
            """
            http://127.0.0.1:8080/openrtb2/bid  100 requests/s, evenly spaced, for 2.0 s
            64 connections on 1 loop, 100,000 users (Zipf 0.99), tmax 120 ms, seed 1
            JVM 17, G1, 2 cores, Linux

            requests                               count     share
            scheduled                                200   100.00%
              bid                                    120    60.00%
              no-bid                                  79    39.50%
                no-match                              79    39.50%
              late                                     0     0.00%
              invalid                                  0     0.00%
              rejected                                 0     0.00%
              server-error                             0     0.00%
              timeout                                  1     0.50%
              refused                                  0     0.00%
              connection-error                         0     0.00%
              dropped, in-flight-limit                 0     0.00%
              dropped, no-free-connection              0     0.00%
              dropped, behind-schedule                 0     0.00%
            timeouts: late or unanswered               1     0.50%
            answered a second                        100

            milliseconds                      mean      p50      p90      p99    p99.9      max
            response (from intended)          7.79     2.00     4.00     4.00    1,001    1,001
            service (from sending)            1.79     1.00     3.00     3.00     3.00     3.00
            generator behind schedule         0.10     0.10     0.10     0.10     0.10     0.10

            bids of the answers                      120
            wins                                       2

            notices                         acknowledged    failed    unsent
            win                                        2         0         0
            billing                                    1         1         0
            loss                                       0         0         1
            won, sum of CPM prices        2.500000 USD
            billed, sum of CPM prices     1.250000 USD

            problems, the first of each kind
              billing notice: no answer
            """);
  }

  @Test
  void holdsTheSameInJson() {
    fill();

    JsonObject json = new JsonObject(summary().toJson().encode());

    assertThat(json.getBoolean("valid")).isTrue();
    JsonObject requests = json.getJsonObject("requests");
    assertThat(requests.getLong("scheduled")).isEqualTo(200);
    assertThat(requests.getDouble("achievedRate")).isEqualTo(99.5);
    assertThat(requests.getJsonObject("outcomes").getLong("no-bid")).isEqualTo(79);
    assertThat(requests.getJsonObject("outcomes")).hasSize(Outcome.values().length);
    assertThat(requests.getJsonObject("noBids").getLong("no-match")).isEqualTo(79);
    assertThat(requests.getJsonObject("dropped").getLong("in-flight-limit")).isZero();
    assertThat(json.getJsonObject("latencyMicros").getJsonObject("service").getLong("p50"))
        .isEqualTo(1_000);
    JsonObject exchange = json.getJsonObject("exchange");
    assertThat(exchange.getJsonObject("notices").getJsonObject("win").getLong("acknowledged"))
        .isEqualTo(2);
    assertThat(exchange.getJsonObject("billedPriceMicros").getLong("USD")).isEqualTo(1_250_000);
    JsonObject conditions = json.getJsonObject("conditions");
    assertThat(conditions.getInteger("seed")).isEqualTo(1);
    assertThat(conditions.getInteger("cores")).isEqualTo(2);
    assertThat(conditions.getLong("durationMillis")).isEqualTo(2_000);
  }

  @Test
  void putsTheReasonsOfAnInvalidRunFirst() {
    for (int i = 0; i < 100; i++) {
      total.scheduled(25_000_000);
      total.droppedOverLimit();
    }

    LoadSummary summary = summary();

    assertThat(summary.isValid()).isFalse();
    assertThat(summary.toString().lines().limit(3))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("INVALID RUN: the generator was behind")
                    .contains("by 25.0 ms at the 99th percentile; load.max-lag allows 20.0 ms"),
            line -> assertThat(line).startsWith("INVALID RUN: 100 of 100 requests were not sent"),
            line -> assertThat(line).contains("do not read this as a result"));
    assertThat(summary.toJson().getBoolean("valid")).isFalse();
    assertThat(summary.toJson().getJsonArray("faults")).hasSize(2);
  }

  @Test
  void tellsASecondInOneLine() {
    fill();

    var second =
        new LoadSecond(
            Duration.ofSeconds(12),
            Duration.ofSeconds(1),
            200,
            total.counts(),
            total.times(),
            3,
            64,
            Duration.ofSeconds(48));

    assertThat(second)
        .hasToString(
            "   12 s  199/s of 200/s  bid 120  no-bid 79  late 0  invalid 0  failed 1  dropped 0"
                + "  p50 2.00  p99 4.00  p99.9 1,001 ms  in flight 3  48 s left");
  }

  private void fill() {
    for (int i = 0; i < 200; i++) {
      total.scheduled(100_000);
    }
    for (int i = 0; i < 120; i++) {
      total.answered(Outcome.BID, 2_000_000, 1_000_000);
    }
    total.offers(120);
    total.won("USD", 1_250_000);
    total.won("USD", 1_250_000);
    for (int i = 0; i < 79; i++) {
      total.answered(Outcome.NO_BID, 4_000_000, 3_000_000);
      total.noBid("no-match");
    }
    total.timedOut(1_001_000_000);
    total.noticeAcknowledged(NoticeKind.WIN);
    total.noticeAcknowledged(NoticeKind.WIN);
    total.noticeAcknowledged(NoticeKind.BILLING);
    total.billed("USD", 1_250_000);
    total.noticeFailed(NoticeKind.BILLING);
    total.noticeUnsent(NoticeKind.LOSS);
    total.problem("billing notice", "no answer");
  }

  private LoadSummary summary() {
    return new LoadSummary(
        options,
        new LoadSummary.Machine("JVM 17", "G1", 2, "Linux"),
        Duration.ofSeconds(2),
        false,
        Faults.of(options, total),
        total.counts(),
        total.times());
  }
}
