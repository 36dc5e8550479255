package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeEndpointTest {

  private static final String CREATIVE = "&campaign=anyone&creative=anyone-300x250";

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
  void takesTheNoticesThatItsOwnBidsAskFor() throws IOException {
    JsonObject bid =
        new JsonObject(wire.post("/openrtb2/bid", Requests.banner("u1")).body())
            .getJsonArray("seatbid")
            .getJsonObject(0)
            .getJsonArray("bid")
            .getJsonObject(0);
    for (String name : new String[] {"nurl", "burl", "lurl"}) {
      String path =
          bid.getString(name)
              .substring(("http://127.0.0.1:" + bidder.port).length())
              .replace("${AUCTION_PRICE}", "1.75")
              .replace("${AUCTION_LOSS}", "102");
      assertThat(wire.get(path).status()).as(path).isEqualTo(204);
    }

    assertThat(bidder.published)
        .extracting(Notice::kind)
        .containsExactly(NoticeKind.WIN, NoticeKind.BILLING, NoticeKind.LOSS);
    assertThat(bidder.published)
        .allSatisfy(
            notice -> {
              assertThat(notice.bidId()).isEqualTo(bid.getString("id"));
              assertThat(notice.campaignId()).isEqualTo("anyone");
              assertThat(notice.creativeId()).isEqualTo("anyone-300x250");
              assertThat(notice.priceMicros()).isEqualTo(1_750_000);
            });
  }

  @Test
  void addsABillToWhatWasSpentOnceHoweverOftenItComes() throws IOException {
    for (int i = 0; i < 3; i++) {
      String path = "/bill?bid=b1" + CREATIVE + "&price=1000";
      assertThat(wire.send(i == 1 ? "POST" : "GET", path, Map.of(), new byte[0]).status())
          .isEqualTo(204);
    }

    assertThat(bidder.spend.spentMicros(0, System.currentTimeMillis())).isEqualTo(1_000_000);
    assertThat(bidder.published).extracting(Notice::id).containsOnly("billing:b1").hasSize(3);
  }

  @Test
  void asksToTryAgainWhenTheQueueCannotTakeIt() throws IOException {
    bidder.queue = Future.failedFuture("the buffer is full");

    Wire.Answer answer = wire.get("/win?bid=b1" + CREATIVE + "&price=1.5");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(answer.body()).contains("the buffer is full");
    bidder.queue = Future.succeededFuture();
    assertThat(wire.get("/win?bid=b1" + CREATIVE + "&price=1.5").status()).isEqualTo(204);
  }

  @Test
  void leadsAClickToTheLandingPageOfItsCreativeAndNowhereElse() throws IOException {
    Wire.Answer answer =
        wire.get("/click?bid=b1" + CREATIVE + "&landing=https://evil.example&url=//evil.example");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("location")).isEqualTo("https://anyone.example/landing?x=1");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(bidder.published).extracting(Notice::kind).containsExactly(NoticeKind.CLICK);
  }

  @Test
  void leadsAClickOnEvenWhenTheQueueCannotTakeIt() throws IOException {
    bidder.queue = Future.failedFuture("away");

    assertThat(wire.get("/click?bid=b1" + CREATIVE).status()).isEqualTo(302);
    assertThat(bidder.metrics.scrape())
        .contains("laminar_notices_total{kind=\"click\",result=\"refused\"} 1.0");
  }

  @Test
  void takesTestNoticesAndForgetsThem() throws IOException {
    assertThat(wire.get("/bill?bid=test-b1" + CREATIVE + "&price=5").status()).isEqualTo(204);

    assertThat(bidder.published).isEmpty();
    assertThat(bidder.spend.spentMicros(0, System.currentTimeMillis())).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/win",
        "/win?",
        "/win?bid=b1&price=1",
        "/win?bid=b1&campaign=anyone&price=1",
        "/win?bid=&campaign=anyone&creative=anyone-300x250&price=1",
        "/win?bid=b%201&campaign=anyone&creative=anyone-300x250&price=1",
        "/win?bid=b1&campaign=nobody&creative=anyone-300x250&price=1",
        "/win?bid=b1&campaign=anyone&creative=other&price=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=-1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=1e9",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=NaN",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=1.2.3",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=1000000.01",
        "/bill?bid=b1&campaign=anyone&creative=anyone-300x250&price=%24%7BAUCTION_PRICE%7D",
        "/loss?bid=b1&campaign=anyone&creative=anyone-300x250&price=much",
        "/click?bid=b1&campaign=nobody&creative=anyone-300x250",
        "/click?bid=%zz&campaign=anyone&creative=anyone-300x250",
      })
  void saysWhatIsWrong(String path) throws IOException {
    Wire.Answer answer = wire.get(path);

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("error")).isNotBlank();
    assertThat(bidder.published).isEmpty();
    assertThat(wire.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void takesALossWhosePriceIsNotTold() throws IOException {
    assertThat(wire.get("/loss?bid=b1" + CREATIVE + "&price=%24%7BAUCTION_PRICE%7D").status())
        .isEqualTo(204);
    assertThat(wire.get("/loss?bid=b1" + CREATIVE).status()).isEqualTo(204);

    assertThat(bidder.published).extracting(Notice::priceMicros).containsExactly(0L, 0L);
  }

  @Test
  void refusesOtherMethods() throws IOException {
    Wire.Answer answer = wire.send("DELETE", "/win", Map.of(), new byte[0]);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, POST");
  }
}
