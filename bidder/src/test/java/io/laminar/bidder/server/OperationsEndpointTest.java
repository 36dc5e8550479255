package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.canary.Sighting;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsEndpointTest {

  private final TestBidder bidder = TestBidder.start();
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = new Wire(bidder.port);
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    bidder.close();
  }

  @Test
  void isReadyWhenItWouldBid() throws IOException {
    Wire.Answer answer = wire.get("/health/ready");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject(
                "{\"status\":\"ready\",\"reasons\":[],\"migration\":{\"step\":\"S3\"}}"));
  }

  @Test
  void isNotReadyWithoutACanaryAndSaysSo() throws IOException {
    bidder.sighting = Sighting.NONE;
    bidder.look();

    Wire.Answer answer = wire.get("/health/ready");

    assertThat(answer.status()).isEqualTo(503);
    JsonObject reason = new JsonObject(answer.body()).getJsonArray("reasons").getJsonObject(0);
    assertThat(reason.getString("subject")).isEqualTo("canary");
    assertThat(reason.getString("problem")).isEqualTo("there is no canary");
    assertThat(wire.get("/health/live").status()).as("it still lives").isEqualTo(200);
  }

  @Test
  void isNotReadyWithoutItsProfileStoreAndSaysWhy() throws IOException {
    bidder.store = id -> Future.failedFuture("redis://h: get: no answer within 1000 ms");

    Wire.Answer answer = wire.get("/health/ready");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("profiles", "redis://h: get: no answer within 1000 ms");
  }

  @Test
  void answersAboutReadinessAlthoughTheStoreNeverAnswers() throws IOException {
    bidder.store = id -> Promise.<Entry>promise().future();

    assertThat(wire.get("/health/ready").status()).isEqualTo(503);
  }

  @Test
  void showsItsMetersUnderStableNames() throws IOException {
    wire.post("/openrtb2/bid", Requests.banner("u1"));
    wire.post("/openrtb2/bid", Requests.bannerForKnown("u1"));
    wire.post("/openrtb2/bid", "{");

    Wire.Answer answer = wire.get("/metrics");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .contains(
            "laminar_requests_total{outcome=\"bid\"} 1.0",
            "laminar_requests_total{outcome=\"no_bid\"} 1.0",
            "laminar_requests_total{outcome=\"invalid\"} 1.0",
            "laminar_profile_reads_total{result=\"missing\"} 2.0",
            "laminar_profile_reads_total{result=\"late\"} 0.0",
            "laminar_profile_store_reads_total{result=\"missing\",store=\"new\"} 2.0",
            "laminar_profile_store_reads_total{result=\"missing\",store=\"old\"} 0.0",
            "laminar_request_duration_seconds_bucket{le=\"+Inf\"} 2",
            "laminar_request_duration_seconds_count 2",
            "laminar_connections 1.0",
            "laminar_notices_total{kind=\"billing\",result=\"taken\"} 0.0",
            "jvm_memory_used_bytes",
            "process_uptime_seconds")
        .containsPattern("laminar_no_bids_total\\{reason=\"no[-_]canary\"\\} 0.0");
  }

  @Test
  void finishesWhatIsUnderWayWhenItStops() throws IOException {
    Promise<Entry> answer = Promise.promise();
    bidder.store = id -> answer.future();
    wire.write(Wire.request("POST", "/openrtb2/bid", Map.of(), Requests.banner("u1").getBytes()));
    await().untilAtomic(bidder.profileReads, Matchers.equalTo(1));

    Future<Void> stopped = bidder.stop();

    assertThat(wire.read().status()).isIn(200, 204);
    await().until(stopped::isComplete);
    assertThat(stopped.succeeded()).isTrue();
    assertThatThrownBy(() -> new Wire(bidder.port)).isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void answersUntilItsSendersHaveGoneAndAsksThemTo() throws IOException {
    try (TestBidder stopping =
            TestBidder.start(
                TestBidder.options(Map.of("bidder.drain-notice", "5m")), TestBidder.LOOKUP);
        Wire first = new Wire(stopping.port);
        Wire second = new Wire(stopping.port)) {
      assertThat(first.post("/openrtb2/bid", Requests.banner("u1")).status()).isEqualTo(200);
      assertThat(second.get("/health/ready").status()).isEqualTo(200);

      Future<Void> stopped = stopping.stop();
      await().until(() -> second.get("/health/ready").status() == 503);
      Wire.Answer health = second.get("/health/ready");
      await().until(() -> first.get("/health/ready").status() == 503); // perhaps another loop's
      Wire.Answer bid = first.post("/openrtb2/bid", Requests.banner("u1"));

      assertThat(bid.status()).isEqualTo(204);
      assertThat(bid.header("x-no-bid")).isEqualTo("stopping");
      assertThat(bid.header("connection")).isEqualTo("close");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.body()).contains("the bidder is stopping");
      first.close();
      second.close();
      await().until(stopped::isComplete);
      assertThat(stopped.succeeded()).isTrue();
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> TestBidder.start(TestBidder.options(port), TestBidder.LOOKUP))
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
          .hasMessageContaining("bidder.port")
          .hasMessageContaining("in use");
    }
  }
}
