package io.laminar.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.result.SecondRow;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadRunTest extends LoadRunCase {

  @Test
  void keepsTheRateAndAccountsForEveryRequest() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) ->
                (number % 2 == 0 ? TestBidder.BID : TestBidder.NO_BID).to(request, body, number));

    LoadSummary summary = run(bidder.url(), "rate", "1000", "duration", "1500ms", "loops", "2");

    Counts counts = summary.counts();
    assertThat(summary.faults()).isEmpty();
    assertThat(counts.scheduled()).isEqualTo(1_500);
    assertThat(bidder.requests).hasValue(1_500);
    assertThat(counts.count(Outcome.BID)).isEqualTo(750);
    assertThat(counts.count(Outcome.NO_BID)).isEqualTo(750);
    assertThat(counts.noBidsByReason()).containsOnlyKeys("no-match").containsValue(750L);
    assertThat(counts.offers()).isEqualTo(750);
    assertThat(summary.response().count()).isEqualTo(1_500);
    assertThat(summary.service().count()).isEqualTo(1_500);
    assertThat(summary.lag().count()).isEqualTo(1_500);
    assertThat(seconds.stream().mapToLong(second -> second.counts().answered()).sum())
        .isEqualTo(1_500);
    assertThat(seconds.get(0).openConnections()).isEqualTo(64);
  }

  @Test
  void tellsOutcomesApart() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              JsonObject response = TestBidder.response(request, body);
              var answer = request.response();
              switch (number % 10) {
                case 0 -> answer.end(response.encode());
                case 1 -> answer.setStatusCode(204).end();
                case 2 -> answer.end(response.put("id", "other").encode());
                case 3 -> answer.end("{");
                case 4 -> answer.end(response.put("seatbid", List.of()).put("nbr", 8).encode());
                case 5 -> answer.setStatusCode(400).end("imp is missing");
                case 6 -> answer.setStatusCode(503).end();
                case 7 -> answer.setStatusCode(302).putHeader("location", "/").end();
                case 8 -> request.connection().close();
                default -> answer.putHeader("connection", "close").end(response.encode());
              }
            });

    LoadSummary summary = run(bidder.url(), "rate", "1000", "duration", "500ms");

    Counts counts = summary.counts();
    assertThat(bidder.requests).hasValue(500);
    assertThat(counts.count(Outcome.BID)).isEqualTo(100);
    assertThat(counts.count(Outcome.NO_BID)).isEqualTo(100);
    assertThat(counts.noBidsByReason())
        .containsEntry("not-stated", 50L)
        .containsEntry("nbr-8", 50L);
    assertThat(counts.count(Outcome.INVALID)).isEqualTo(150);
    assertThat(counts.count(Outcome.REJECTED)).isEqualTo(50);
    assertThat(counts.count(Outcome.SERVER_ERROR)).isEqualTo(50);
    assertThat(counts.count(Outcome.CONNECTION_ERROR)).isEqualTo(50);
    assertThat(counts.ended()).isEqualTo(500);
    assertThat(counts.problems())
        .anyMatch(problem -> problem.startsWith("rejected: status 400 for "))
        .anyMatch(problem -> problem.endsWith(": imp is missing"))
        .anyMatch(problem -> problem.startsWith("invalid: /id is other, the request's is "));
    assertThat(summary.isValid()).as("a bad server is a result").isTrue();
  }

  @Test
  void readsAnswersInPiecesAndGivesUpBrokenOnes() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              JsonObject response = TestBidder.response(request, body);
              var answer = request.response().setChunked(true);
              switch (number % 3) {
                case 0 -> {
                  for (String piece : response.encode().split("(?<=,)")) {
                    answer.write(piece);
                  }
                  answer.end();
                }
                case 1 -> answer.write("{\"id\":").onComplete(sent -> request.connection().close());
                default -> answer.end("x".repeat(5 << 20));
              }
            });

    LoadSummary summary = run(bidder.url(), "rate", "100", "duration", "300ms");

    assertThat(summary.counts().count(Outcome.BID)).isEqualTo(10);
    assertThat(summary.counts().count(Outcome.CONNECTION_ERROR)).isEqualTo(20);
    assertThat(summary.counts().problems())
        .anyMatch(problem -> problem.contains("answer is longer than 4194304 bytes"));
  }

  /** Waiting can only make times longer, so this holds however busy the machine is. */
  @Test
  void showsAStallOfASecondAtAFixedRate() throws Exception {
    long[] stallEnds = new long[1];
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              if (number == 100) {
                stallEnds[0] = System.nanoTime() + 1_000_000_000;
              }
              long left = stallEnds[0] == 0 ? 0 : stallEnds[0] - System.nanoTime();
              if (left > 0) {
                vertx
                    .timer(left, TimeUnit.NANOSECONDS)
                    .onSuccess(later -> TestBidder.NO_BID.to(request, body, number));
              } else {
                TestBidder.NO_BID.to(request, body, number);
              }
            });

    LoadSummary summary = run(bidder.url(), "rate", "200", "duration", "2s", "connections", "4");

    assertThat(summary.counts().count(Outcome.NO_BID)).isEqualTo(400);
    assertThat(summary.response().p999Micros()).isGreaterThanOrEqualTo(990_000);
    // of those due within the second, half waited for half of it and longer
    assertThat(summary.response().p90Micros()).isGreaterThanOrEqualTo(700_000);
  }

  @Test
  void fillsTheMacrosOfARealAuction() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.BID);

    LoadSummary summary =
        run(
            bidder.url(),
            "rate",
            "200",
            "duration",
            "500ms",
            "auction",
            "second",
            "rivals",
            "1",
            "rival-price",
            "1",
            "loss-share",
            "1",
            "notice-delay",
            "20ms",
            "render-delay",
            "20ms");

    Counts counts = summary.counts();
    long wins = counts.notices(NoticeKind.WIN).acknowledged();
    long losses = counts.notices(NoticeKind.LOSS).acknowledged();
    assertThat(wins).isPositive().isEqualTo(counts.wins());
    assertThat(losses).isPositive();
    assertThat(counts.notices(NoticeKind.BILLING).acknowledged()).isEqualTo(wins);
    assertThat(counts.wonMicrosByCurrency()).isEqualTo(counts.billedMicrosByCurrency());
    assertThat(bidder.notices).noneMatch(uri -> uri.contains("$") || uri.contains("%7B"));
  }

  @Test
  void keepsConnectionsBusyInTheClosedModel() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.NO_BID);

    LoadSummary summary =
        run(bidder.url(), "model", "closed", "connections", "3", "duration", "500ms");

    assertThat(summary.faults()).isEmpty();
    assertThat(summary.counts().scheduled()).isEqualTo(bidder.requests.get()).isPositive();
    assertThat(summary.counts().count(Outcome.NO_BID)).isEqualTo(bidder.requests.get());
    assertThat(summary.toString()).contains("as many as the server answers for 0.5 s");
  }

  @Test
  void followsStepsToTheirEnd() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.NO_BID);

    LoadSummary summary = run(bidder.url(), "steps", "100@500ms,100-300@500ms", "loops", "2");

    assertThat(summary.counts().scheduled()).isBetween(149L, 151L);
    assertThat(summary.counts().count(Outcome.NO_BID)).isEqualTo(summary.counts().scheduled());
  }

  @Test
  void keepsEverySecondForAResultThatAddsUp() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.NO_BID);
    try (var recorder = new Recorder(() -> 5_000)) {
      LoadRun run =
          LoadRun.start(
              vertx, options(bidder.url(), "rate", "100", "duration", "1500ms"), recorder);

      LoadSummary summary = result(run);
      var recorded = recorder.finish(summary.result());

      assertThat(recorded.seconds()).isNotEmpty();
      assertThat(recorded.seconds().stream().mapToLong(SecondRow::scheduled).sum()).isEqualTo(150);
      var all = Times.none().responseHistogram();
      recorded.seconds().forEach(row -> all.add(row.response().decoded()));
      assertThat(all).isEqualTo(summary.times().responseHistogram());
    }
  }

  @Test
  void countsAnAnswerAfterTmaxAsLateAndLetsItWinNothing() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) ->
                vertx.timer(30).onSuccess(later -> TestBidder.BID.to(request, body, number)));

    LoadSummary summary =
        run(bidder.url(), "rate", "200", "duration", "300ms", "tmax", "5ms", "auction", "first");

    assertThat(summary.counts().count(Outcome.LATE)).isEqualTo(60);
    assertThat(summary.counts().timeouts()).isEqualTo(60);
    assertThat(summary.counts().errors()).isEqualTo(60);
    assertThat(summary.response().count()).isEqualTo(60);
    assertThat(summary.response().p50Micros()).isGreaterThanOrEqualTo(29_000);
    assertThat(bidder.notices).isEmpty();
  }

  @Test
  void billsWhatTheBidderAcknowledgedButNoTests() throws Exception {
    var tests = new AtomicInteger();
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              tests.addAndGet(body.getInteger("test", 0));
              TestBidder.BID.to(request, body, number);
            });

    LoadSummary summary =
        run(
            bidder.url(),
            "rate",
            "400",
            "duration",
            "500ms",
            "auction",
            "drawn",
            "win-share",
            "0.5",
            "render-delay",
            "50ms",
            "loss-share",
            "1",
            "notice-delay",
            "50ms");

    Counts counts = summary.counts();
    assertThat(counts.count(Outcome.BID)).isEqualTo(200);
    long wins = counts.notices(NoticeKind.WIN).acknowledged();
    assertThat(tests).hasValueBetween(5, 50);
    assertThat(wins).isBetween(50L, 140L);
    assertThat(counts.notices(NoticeKind.BILLING).acknowledged()).isEqualTo(wins);
    assertThat(counts.notices(NoticeKind.LOSS).acknowledged()).isEqualTo(200 - tests.get() - wins);
    assertThat(bidder.notices).filteredOn(uri -> uri.startsWith("/win")).hasSize((int) wins);
    assertThat(bidder.notices)
        .filteredOn(uri -> uri.startsWith("/loss"))
        .allMatch(uri -> uri.endsWith("&l=102"));
    long billed =
        bidder.notices.stream()
            .filter(uri -> uri.startsWith("/bill"))
            .mapToLong(uri -> Math.round(Double.parseDouble(uri.split("&p=")[1]) * 1e6))
            .sum();
    assertThat(counts.billedMicrosByCurrency()).containsOnlyKeys("USD").containsValue(billed);
  }

  @Test
  void pipelinesIfAsked() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.BID);

    LoadSummary summary =
        run(
            bidder.url(),
            "rate",
            "1000",
            "duration",
            "300ms",
            "connections",
            "1",
            "pipelining",
            "16",
            "arrivals",
            "poisson",
            "check-share",
            "0.5");

    assertThat(summary.counts().count(Outcome.BID))
        .isEqualTo(summary.counts().scheduled())
        .isBetween(200L, 400L);
    assertThat(summary.counts().offers()).isPositive().isLessThan(summary.counts().scheduled());
  }
}
