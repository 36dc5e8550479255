package io.laminar.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Outcome;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** How a run ends: by itself, by a stop, or because the server or Vert.x is gone. */
class LoadEndsTest extends LoadRunCase {

  @Test
  void reportsAServerThatStopsAnswering() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              if (number < 50) {
                TestBidder.NO_BID.to(request, body, number);
              }
            });

    LoadSummary summary =
        run(
            bidder.url(),
            "rate",
            "500",
            "duration",
            "400ms",
            "connections",
            "4",
            "tmax",
            "100ms",
            "timeout",
            "150ms");

    Counts counts = summary.counts();
    assertThat(counts.scheduled()).isEqualTo(200);
    assertThat(counts.answered()).isEqualTo(50);
    assertThat(counts.count(Outcome.TIMEOUT)).isEqualTo(bidder.requests.get() - 50L).isPositive();
    assertThat(counts.ended() + counts.dropped()).isEqualTo(200);
    assertThat(summary.response().count()).isEqualTo(200);
    assertThat(summary.response().maxMicros()).isGreaterThanOrEqualTo(150_000);
    assertThat(summary.service().count()).isEqualTo(50);
  }

  @Test
  void countsRefusalsWhenTheServerGoesAway() throws Exception {
    var bidder = new TestBidder[1];
    bidder[0] =
        TestBidder.start(
            vertx,
            (request, body, number) -> {
              if (number == 100) {
                bidder[0].close();
              } else {
                TestBidder.NO_BID.to(request, body, number);
              }
            });

    LoadSummary summary = run(bidder[0].url(), "rate", "500", "duration", "600ms");

    Counts counts = summary.counts();
    assertThat(counts.scheduled()).isEqualTo(300);
    assertThat(counts.answered()).isBetween(90L, 200L);
    assertThat(counts.count(Outcome.REFUSED)).isPositive();
    assertThat(counts.count(Outcome.CONNECTION_ERROR)).isPositive();
    assertThat(counts.ended()).isEqualTo(300);
    assertThat(counts.problems()).anyMatch(problem -> problem.contains("Connection refused"));
  }

  @Test
  void failsAtOnceIfNobodyListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> run("http://127.0.0.1:" + port + "/bid", "loops", "2"))
        .hasMessageContaining("no connection to 127.0.0.1:" + port);
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void endsGracefullyWhenItIsStopped() throws Exception {
    var bidder =
        TestBidder.start(
            vertx,
            (request, body, number) ->
                vertx.timer(50).onSuccess(later -> TestBidder.NO_BID.to(request, body, number)));
    LoadRun[] run = new LoadRun[1];
    run[0] =
        LoadRun.start(
            vertx,
            options(bidder.url(), "rate", "200", "duration", "1h", "loops", "2"),
            second -> run[0].stop());

    LoadSummary summary = result(run[0]);
    run[0].stop();

    Counts counts = summary.counts();
    assertThat(summary.stopped()).isTrue();
    assertThat(summary.faults()).isEmpty();
    assertThat(counts.scheduled()).isPositive().isEqualTo(bidder.requests.get());
    assertThat(counts.count(Outcome.NO_BID)).isEqualTo(counts.scheduled());
    assertThat(summary.sending().toMillis()).isBetween(500L, 20_000L);
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void saysThatAStopBeforeTheFirstRequestShowedNothing() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.NO_BID);
    LoadRun run = LoadRun.start(vertx, options(bidder.url(), "rate", "1"), seconds::add);
    run.stop();

    LoadSummary summary = result(run);

    assertThat(summary.faults()).singleElement().asString().contains("no request became due");
    assertThat(bidder.requests).hasValue(0);
  }

  @Test
  void failsInsteadOfHangingWhenVertxIsClosedUnderIt() throws Exception {
    var bidder = TestBidder.start(vertx, TestBidder.NO_BID);
    Vertx own = Vertx.vertx();
    LoadRun[] run = new LoadRun[1];
    run[0] = LoadRun.start(own, options(bidder.url(), "duration", "1h"), second -> own.close());

    assertThatThrownBy(() -> result(run[0]))
        .hasMessageContaining("closed before the run had ended");
  }
}
