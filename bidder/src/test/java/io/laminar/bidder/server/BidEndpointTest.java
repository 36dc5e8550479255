package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.canary.Sighting;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.profile.Profile;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BidEndpointTest {

  private static final String PATH = "/openrtb2/bid";

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
  void bidsWithAValidResponse() throws IOException {
    Wire.Answer answer = wire.post(PATH, Requests.banner("u1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("x-openrtb-version")).isEqualTo("2.6");
    JsonObject bid = onlyBid(answer);
    assertThat(new JsonObject(answer.body()).getString("id")).isEqualTo("r1");
    assertThat(bid.getString("impid")).isEqualTo("1");
    assertThat(bid.getDouble("price")).isEqualTo(2.0);
    assertThat(bid.getString("nurl")).startsWith("http://127.0.0.1:" + bidder.port + "/win?bid=");
    assertThat(bidder.fact("REQUEST")).isEqualTo(1);
    assertThat(bidder.fact("BID:anyone")).isEqualTo(1);
    assertThat(bidder.fact("PROFILE_MISSING")).isEqualTo(1);
  }

  @Test
  void bidsMoreForAUserOfWhomTheProfileSaysMore() throws IOException {
    bidder.profiles.put("u1", new Profile("u1", List.of("auto"), "USA", 1));

    JsonObject bid = onlyBid(wire.post(PATH, Requests.banner("u1")));

    assertThat(bid.getDouble("price")).isEqualTo(4.0);
    assertThat(bidder.fact("PROFILE_FOUND")).isEqualTo(1);
  }

  @Test
  void namesTheReasonOfANoBid() throws IOException {
    Wire.Answer answer = wire.post(PATH, Requests.bannerForKnown("u1"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    String reason = answer.header("x-no-bid");
    assertThat(reason).isIn(Reason.NO_SEGMENT.label(), Reason.NO_PROFILE.label());
    assertThat(bidder.fact("NO_BID:" + reason)).isEqualTo(1);
  }

  @Test
  void bidsWithoutTheProfileWhenTheStoreNeverAnswers() throws IOException {
    bidder.profiles.put("u1", new Profile("u1", List.of("auto"), "USA", 1));
    bidder.store = id -> Promise.<Entry>promise().future();

    JsonObject bid = onlyBid(wire.post(PATH, Requests.banner("u1")));

    assertThat(bid.getDouble("price")).as("the plain price").isEqualTo(2.0);
    assertThat(bidder.fact("PROFILE_LATE")).isEqualTo(1);
  }

  @Test
  void doesNotBidWhereACampaignNeedsTheProfileThatDidNotCome() throws IOException {
    bidder.store = id -> Future.failedFuture("the store is gone");

    Wire.Answer answer = wire.post(PATH, Requests.bannerForKnown("u1"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("x-no-bid")).isEqualTo(Reason.NO_PROFILE.label());
  }

  @Test
  void doesNotBidWhenTheSendersTimeIsOverBeforeTheAnswer() throws IOException {
    bidder.store =
        id -> {
          bidder.ahead.addAndGet(Duration.ofMillis(20_000).toNanos());
          return Future.succeededFuture(Entry.ABSENT);
        };

    Wire.Answer answer = wire.post(PATH, Requests.request("u1", 300, 250, 20_000));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("x-no-bid")).isEqualTo(Reason.LATE.label());
  }

  @Test
  void asksNoStoreWhenTheNetworkTakesAllOfTheSendersTime() throws IOException {
    Wire.Answer answer = wire.post(PATH, Requests.request("u1", 300, 250, 10));

    assertThat(answer.header("x-no-bid")).isEqualTo(Reason.LATE.label());
    assertThat(bidder.profileReads).hasValue(0);
  }

  @Test
  void waitsForTheProfileNoLongerThanTheSendersTime() throws IOException {
    var options = new LookupOptions(Duration.ofSeconds(10), 100, 0, Duration.ofSeconds(1));
    try (TestBidder patient = TestBidder.start(oneLoop(), options);
        Wire wire = new Wire(patient.port)) {
      patient.store = id -> Promise.<Entry>promise().future();

      Wire.Answer answer = wire.post(PATH, Requests.request("u1", 300, 250, 200));

      assertThat(answer.status()).isIn(200, 204); // 204 if this machine is slower than 5 ms
      assertThat(patient.fact("PROFILE_LATE")).isEqualTo(1);
    }
  }

  @Test
  void asksNoStoreAndDoesNotBidWithoutACanary() throws IOException {
    bidder.sighting = Sighting.NONE;
    bidder.look();

    Wire.Answer answer = wire.post(PATH, Requests.banner("u1"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("x-no-bid")).isEqualTo(Reason.NO_CANARY.label());
    assertThat(bidder.profileReads).hasValue(0);
  }

  @Test
  void stopsBiddingByItselfWhenTheCanaryCannotBeSeenAnyMore() throws IOException {
    bidder.sighting = Sighting.of(300, 1);
    bidder.look();
    assertThat(wire.post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
    bidder.sighting = null;
    bidder.look();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> wire.post(PATH, Requests.banner("u1")).status() == 204);

    assertThat(wire.post(PATH, Requests.banner("u1")).header("x-no-bid"))
        .isEqualTo(Reason.NO_CANARY.label());
  }

  @Test
  void doesNotBidWhenTheCanaryEndsWhileTheProfileIsAwaited() throws IOException {
    bidder.store =
        id -> {
          bidder.sighting = Sighting.NONE;
          return bidder
              .vertx
              .timer(5)
              .map(
                  waited -> {
                    bidder.look();
                    return Entry.ABSENT;
                  });
        };

    Wire.Answer answer = wire.post(PATH, Requests.banner("u1"));

    assertThat(answer.header("x-no-bid")).isEqualTo(Reason.NO_CANARY.label());
  }

  @Test
  void shedsWhenTooManyWaitForTheirProfile() throws IOException {
    var options = new LookupOptions(Duration.ofSeconds(10), 2, 0, Duration.ofSeconds(1));
    Promise<Entry> answer = Promise.promise();
    try (TestBidder small = TestBidder.start(oneLoop(), options);
        Wire first = new Wire(small.port);
        Wire second = new Wire(small.port);
        Wire third = new Wire(small.port)) {
      small.store = id -> answer.future();
      first.write(Wire.request("POST", PATH, Map.of(), patient("u1")));
      second.write(Wire.request("POST", PATH, Map.of(), patient("u2")));
      await().untilAtomic(small.profileReads, org.hamcrest.Matchers.equalTo(2));

      Wire.Answer shed = third.post(PATH, Requests.banner("u3"));

      assertThat(shed.status()).isEqualTo(204);
      assertThat(shed.header("x-no-bid")).isEqualTo(Reason.OVERLOADED.label());
      answer.complete(Entry.ABSENT);
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(second.read().status()).isEqualTo(200);
      assertThat(third.post(PATH, Requests.banner("u3")).status()).isEqualTo(200);
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    var seen = new AtomicInteger();
    bidder.store = id -> bidder.vertx.timer(10 - seen.getAndIncrement()).map(t -> Entry.ABSENT);
    for (int i = 0; i < 5; i++) {
      String body = Requests.banner("u" + i).replace("\"r1\"", "\"r" + i + "\"");
      wire.write(Wire.request("POST", PATH, Map.of(), body.getBytes()));
    }

    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(new JsonObject(wire.read().body()).getString("id"));
    }

    assertThat(ids).containsExactly("r0", "r1", "r2", "r3", "r4");
  }

  @Test
  void goesOnWhenASenderLeavesBeforeItsAnswer() throws IOException {
    Promise<Entry> late = Promise.promise();
    bidder.store = id -> late.future();
    try (Wire leaving = new Wire(bidder.port)) {
      leaving.write(Wire.request("POST", PATH, Map.of(), Requests.banner("u1").getBytes()));
      await().untilAtomic(bidder.profileReads, org.hamcrest.Matchers.equalTo(1));
    }
    await().until(() -> metric("laminar_connections") == 1);
    late.complete(Entry.ABSENT);
    bidder.store = id -> Future.succeededFuture(Entry.ABSENT);

    assertThat(wire.post(PATH, Requests.banner("u2")).status()).isEqualTo(200);
    await().until(() -> metric("laminar_requests_in_flight") == 0);
  }

  private double metric(String name) {
    return bidder
        .metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] patient(String userId) {
    return Requests.request(userId, 300, 250, 10_000).getBytes();
  }

  private static ServerOptions oneLoop() {
    return TestBidder.options(Map.of("bidder.loops", "1"));
  }

  private static JsonObject onlyBid(Wire.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("seatbid")
        .getJsonObject(0)
        .getJsonArray("bid")
        .getJsonObject(0);
  }
}
