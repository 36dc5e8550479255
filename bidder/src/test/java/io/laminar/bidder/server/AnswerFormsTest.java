package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which one and the same decision is told. */
class AnswerFormsTest {

  private static final String PATH = "/openrtb2/bid";
  private static final String NOTHING_FITS = Requests.request("u1", 1, 1, 60_000);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip;q=0.5", "GZIP", "*", "br,gzip"})
  void compressesForWhoAcceptsIt(String accepted) throws IOException {
    try (TestBidder bidder = TestBidder.start();
        Wire wire = new Wire(bidder.port)) {
      Wire.Answer answer = bid(wire, accepted);

      assertThat(answer.header("content-encoding")).isEqualTo("gzip");
      assertThat(new JsonObject(answer.body()).getString("id")).isEqualTo("r1");
      assertThat(bid(wire, accepted).status()).as("and again").isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "gzip; q=0.000", "br", "*;q=0", ""})
  void doesNotCompressForWhoDoesNot(String accepted) throws IOException {
    try (TestBidder bidder = TestBidder.start();
        Wire wire = new Wire(bidder.port)) {
      assertThat(bid(wire, accepted).header("content-encoding")).isNull();
    }
  }

  @Test
  void compressesNothingIfSoConfigured() throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.gzip-responses", "false"));
        Wire wire = new Wire(bidder.port)) {
      assertThat(bid(wire, "gzip").header("content-encoding")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "asked, /openrtb2/bid, 204",
    "asked, /openrtb2/bid?nbr=1, 200",
    "asked, /openrtb2/bid?x=1&nbr=1, 200",
    "asked, /openrtb2/bid?nbr=10, 204",
    "asked, /openrtb2/bid?xnbr=1, 204",
    "always, /openrtb2/bid, 200",
    "never, /openrtb2/bid?nbr=1, 204",
  })
  void tellsTheReasonOfANoBidInABodyWhereItIsWanted(String when, String path, int status)
      throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.no-bid-body", when));
        Wire wire = new Wire(bidder.port)) {
      Wire.Answer answer = wire.post(path, NOTHING_FITS);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("x-no-bid")).isEqualTo(Reason.NO_MATCH.label());
      if (status == 200) {
        assertThat(new JsonObject(answer.body()))
            .isEqualTo(new JsonObject().put("id", "r1").put("nbr", Reason.NO_MATCH.code()));
      }
    }
  }

  @Test
  void tellsTheReasonToARequestThatAsksInItsExt() throws IOException {
    try (TestBidder bidder = TestBidder.start();
        Wire wire = new Wire(bidder.port)) {
      String asking = NOTHING_FITS.replace("{\"id\":\"r1\"", "{\"ext\":{\"nbr\":1},\"id\":\"r1\"");

      assertThat(wire.post(PATH, asking).status()).isEqualTo(200);
    }
  }

  @Test
  void bidsOnAForeignFloorOnlyWithARate() throws IOException {
    String euro =
        Requests.banner("u1")
            .replace("\"banner\"", "\"bidfloor\":1,\"bidfloorcur\":\"EUR\",\"banner\"");
    try (TestBidder without = TestBidder.start();
        Wire wire = new Wire(without.port)) {
      assertThat(wire.post(PATH, euro).header("x-no-bid")).isEqualTo(Reason.CURRENCY.label());
    }
    try (TestBidder with = start(Map.of("bidder.currency-rates", "GBP=1.3,EUR=1.5"));
        Wire wire = new Wire(with.port)) {
      assertThat(wire.post(PATH, euro).status()).isEqualTo(200);
    }
    try (TestBidder dear = start(Map.of("bidder.currency-rates", "EUR=2.000001"));
        Wire wire = new Wire(dear.port)) {
      assertThat(wire.post(PATH, euro).header("x-no-bid")).isEqualTo(Reason.BELOW_FLOOR.label());
    }
  }

  @Test
  void buysOnlyThroughSellersThatItMay() throws IOException {
    String chain =
        Requests.banner("u1")
            .replace(
                "{\"id\":\"r1\"",
                "{\"source\":{\"ext\":{\"schain\":{\"complete\":0,\"nodes\":["
                    + "{\"asi\":\"Ssp.example\",\"sid\":\"7\"}]}}},\"id\":\"r1\"");
    try (TestBidder bidder = start(Map.of("bidder.blocked-sellers", "x.example,ssp.example/7"));
        Wire wire = new Wire(bidder.port)) {
      assertThat(wire.post(PATH, chain).header("x-no-bid"))
          .isEqualTo(Reason.BLOCKED_SELLER.label());
      assertThat(wire.post(PATH, chain.replace("\"7\"", "\"8\"")).status()).isEqualTo(200);
      assertThat(bidder.profileReads).hasValue(1);
    }
    try (TestBidder bidder = start(Map.of("bidder.supply-chain", "complete"));
        Wire wire = new Wire(bidder.port)) {
      assertThat(wire.post(PATH, chain).header("x-no-bid"))
          .isEqualTo(Reason.INCOMPLETE_CHAIN.label());
      assertThat(wire.post(PATH, Requests.banner("u1")).header("x-no-bid"))
          .isEqualTo(Reason.INCOMPLETE_CHAIN.label());
      assertThat(wire.post(PATH, chain.replace("\"complete\":0", "\"complete\":1")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void readsNoProfileOfAUserWhoMustNotBeProfiled() throws IOException {
    try (TestBidder bidder = TestBidder.start();
        Wire wire = new Wire(bidder.port)) {
      String child =
          Requests.banner("u1").replace("{\"id\":\"r1\"", "{\"regs\":{\"coppa\":1},\"id\":\"r1\"");

      assertThat(wire.post(PATH, child).status()).as("a bid for anybody").isEqualTo(200);
      assertThat(bidder.profileReads).hasValue(0);
      assertThat(bidder.metrics.scrape()).contains("laminar_privacy_total{verdict=\"coppa\"} 1.0");
    }
  }

  @Test
  void doesNotBidWhileAnOperatorSaysSo() throws IOException {
    try (TestBidder bidder = TestBidder.start();
        Wire wire = new Wire(bidder.port)) {
      bidder.bidding.turn(false, "wrong prices", 0);

      assertThat(wire.post(PATH, Requests.banner("u1")).header("x-no-bid"))
          .isEqualTo(Reason.OPERATOR.label());
      assertThat(bidder.profileReads).hasValue(0);
      assertThat(wire.get("/health/ready").status()).isEqualTo(503);
      assertThat(wire.get("/health/ready").body())
          .contains("operator", "stopped by an operator: wrong prices");

      bidder.bidding.turn(true, "", 0);

      assertThat(wire.post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
    }
  }

  private static TestBidder start(Map<String, String> answers) {
    return TestBidder.start(TestBidder.options(0), TestBidder.answers(answers), TestBidder.LOOKUP);
  }

  private static Wire.Answer bid(Wire wire, String accepted) throws IOException {
    return wire.send(
        "POST",
        PATH,
        Map.of("accept-encoding", accepted),
        Requests.banner("u1").getBytes(StandardCharsets.UTF_8));
  }
}
