package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.notice.Particulars;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Release;
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
    String path = "/bill?bid=b1" + CREATIVE + bidder.signed("b1", false) + "&price=1.5";
    for (int i = 0; i < 3; i++) {
      assertThat(wire.send(i == 1 ? "POST" : "GET", path, Map.of(), new byte[0]).status())
          .isEqualTo(204);
    }

    assertThat(bidder.nanosByBid).containsOnly(Map.entry("b1", 1_500_000L));
    assertThat(bidder.published).extracting(Notice::id).containsOnly("billing:b1").hasSize(3);
  }

  @Test
  void asksToTryAgainWhenTheQueueCannotTakeIt() throws IOException {
    String win = "/win?bid=b1" + CREATIVE + bidder.signed("b1", false) + "&price=1.5";
    bidder.queue = Future.failedFuture("the buffer is full");

    Wire.Answer answer = wire.get(win);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(answer.body()).contains("the buffer is full");
    bidder.queue = Future.succeededFuture();
    assertThat(wire.get(win).status()).isEqualTo(204);
  }

  @Test
  void leadsAClickToTheLandingPageOfItsCreativeAndNowhereElse() throws IOException {
    Wire.Answer answer =
        wire.get(
            "/click?bid=b1"
                + CREATIVE
                + bidder.signed("b1", true)
                + "&landing=https://evil.example&url=//evil.example");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("location")).isEqualTo("https://anyone.example/landing?x=1");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(bidder.published).extracting(Notice::kind).containsExactly(NoticeKind.CLICK);
  }

  @Test
  void leadsAClickOnEvenWhenTheQueueCannotTakeIt() throws IOException {
    bidder.queue = Future.failedFuture("away");

    assertThat(wire.get("/click?bid=b1" + CREATIVE + bidder.signed("b1", true)).status())
        .isEqualTo(302);
    assertThat(bidder.metrics.scrape())
        .contains("laminar_notices_total{kind=\"click\",result=\"refused\"} 1.0");
  }

  @Test
  void takesTestNoticesAndForgetsThem() throws IOException {
    String path = "/bill?bid=test-b1" + CREATIVE + bidder.signed("test-b1", false) + "&price=5";

    assertThat(wire.get(path).status()).isEqualTo(204);

    assertThat(bidder.published).isEmpty();
    assertThat(bidder.nanosByBid).isEmpty();
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
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&price=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&price=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=x&max=1&price=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=-1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=1e9",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=NaN",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=1.2.3",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=1000000.01",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&user=me&price=1",
        "/win?bid=b1&campaign=anyone&creative=anyone-300x250&at=9999999999999999999&max=1&price=1",
        "/bill?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=%24%7BAUCTION_PRICE%7D",
        "/loss?bid=b1&campaign=anyone&creative=anyone-300x250&at=1&max=1&price=much",
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
  void refusesWhatItDidNotSign() throws IOException {
    String signed = bidder.signed("b1", false);
    String good = "/bill?bid=b1" + CREATIVE + signed + "&price=1";

    for (String forged :
        new String[] {
          good.replaceFirst("&sig=[^&]*", ""),
          good.replace("&sig=", "&sig=x"),
          good.replaceFirst("&sig=[^&]*", "&sig=!!"),
          good.replace("bid=b1", "bid=b2"),
          good.replace("campaign=anyone", "campaign=nobody"),
          good.replace("creative=anyone-300x250", "creative=other"),
          good.replace("max=2000000", "max=9000000"),
          good.replace("imp=1", "imp=2"),
          good.replaceFirst("at=\\d+", "at=" + bidder.nowMillis / 1_000 + 60),
          "/bill?bid=b1" + CREATIVE + bidder.signed("b1", true) + "&price=1",
          "/click?bid=b1" + CREATIVE + signed,
        }) {
      Wire.Answer answer = wire.get(forged);
      assertThat(answer.status()).as(forged).isEqualTo(403);
      assertThat(answer.body()).contains("signature");
    }

    assertThat(bidder.published).isEmpty();
    assertThat(bidder.nanosByBid).isEmpty();
    assertThat(bidder.metrics.scrape())
        .contains("laminar_notices_total{kind=\"billing\",result=\"forged\"} 10.0");
    assertThat(wire.get(good).status()).isEqualTo(204);
  }

  @Test
  void refusesWhatComesTooLateOrTooEarly() throws IOException {
    String bill = "/bill?bid=b1" + CREATIVE + bidder.signed("b1", false) + "&price=1";
    String click = "/click?bid=b1" + CREATIVE + bidder.signed("b1", true);
    long bidMillis = bidder.nowMillis;

    bidder.nowMillis = bidMillis + 332_000;
    assertThat(wire.get(bill).status()).isEqualTo(410);
    assertThat(wire.get(click).status()).isEqualTo(302);
    bidder.nowMillis = bidMillis + 25 * 3_600_000;
    assertThat(wire.get(click).status()).isEqualTo(410);
    bidder.nowMillis = bidMillis - 10_000;
    assertThat(wire.get(bill).status()).isEqualTo(410);

    assertThat(bidder.nanosByBid).isEmpty();
    assertThat(bidder.metrics.scrape())
        .contains("laminar_notices_total{kind=\"billing\",result=\"stale\"} 2.0");
    bidder.nowMillis = bidMillis + 329_000;
    assertThat(wire.get(bill).status()).isEqualTo(204);
  }

  @Test
  void countsNoMoreThanWasBid() throws IOException {
    String bill = "/bill?bid=b1" + CREATIVE + bidder.signed("b1", false) + "&price=1000";

    assertThat(wire.get(bill).status()).isEqualTo(204);

    assertThat(bidder.nanosByBid).containsEntry("b1", 2_000_000L);
    assertThat(bidder.published).extracting(Notice::priceMicros).containsExactly(2_000_000L);
    assertThat(bidder.metrics.scrape())
        .contains("laminar_notices_total{kind=\"billing\",result=\"overpriced\"} 1.0");
  }

  @Test
  void tellsThatTheCreativeOfAClickIsGone() throws IOException {
    String click =
        "/click?bid=b1&campaign=gone&creative=gone"
            + bidder.signed("b1", "gone", "gone", Particulars.NONE, true);

    assertThat(wire.get(click).status()).isEqualTo(410);
  }

  @Test
  void takesALossWhosePriceIsNotTold() throws IOException {
    String loss = "/loss?bid=b1" + CREATIVE + bidder.signed("b1", false);

    assertThat(wire.get(loss + "&price=%24%7BAUCTION_PRICE%7D").status()).isEqualTo(204);
    assertThat(wire.get(loss).status()).isEqualTo(204);

    assertThat(bidder.published).extracting(Notice::priceMicros).containsExactly(0L, 0L);
  }

  @Test
  void countsTheReasonsOfLossesThatWereTaken() throws IOException {
    String loss = "/loss?bid=b1" + CREATIVE + bidder.signed("b1", false);
    bidder.queue = Future.failedFuture("away");
    assertThat(wire.get(loss + "&reason=102").status()).isEqualTo(503);
    bidder.queue = Future.succeededFuture();

    assertThat(wire.get(loss + "&reason=102").status()).isEqualTo(204);
    assertThat(wire.get(loss + "&reason=1x%22").status()).isEqualTo(204);
    assertThat(wire.get(loss + "&reason=%24%7BAUCTION_LOSS%7D").status()).isEqualTo(204);

    assertThat(bidder.metrics.scrape())
        .contains(
            "laminar_losses_total{reason=\"outbid\"} 1.0",
            "laminar_losses_total{reason=\"other\"} 1.0",
            "laminar_losses_total{reason=\"untold\"} 1.0");
  }

  @Test
  void givesBackWhatALostBidHadReservedOnceTheLossIsSafe() throws IOException {
    var drawn = new Particulars("", "", Rate.HOME, 1_764_029_100_000L, "");
    String loss = "/loss?bid=b1" + CREATIVE + bidder.signed("b1", drawn, false);
    bidder.queue = Future.failedFuture("away");
    assertThat(wire.get(loss).status()).isEqualTo(503);
    assertThat(bidder.lostBids).isEmpty();
    bidder.queue = Future.succeededFuture();

    assertThat(wire.get(loss + "&price=9").status()).isEqualTo(204);

    assertThat(bidder.lostBids).containsExactly("b1 anyone 2000000 1764029100000");
    Notice notice = bidder.published.get(bidder.published.size() - 1);
    assertThat(notice.release()).isEqualTo(new Release(2_000_000, 1_764_029_100_000L));
    assertThat(notice.id()).as("the id of its bill").isEqualTo("billing:b1");
  }

  @Test
  void releasesNothingByWinBillOrClick() throws IOException {
    var drawn = new Particulars("", "", Rate.HOME, 1_764_029_100_000L, "");
    String signed = "bid=b1" + CREATIVE + bidder.signed("b1", drawn, false) + "&price=1";

    assertThat(wire.get("/win?" + signed).status()).isEqualTo(204);
    assertThat(wire.get("/bill?" + signed).status()).isEqualTo(204);
    assertThat(wire.get("/loss?" + signed.replace("draw=1764029100", "draw=1764029105")).status())
        .isEqualTo(403);

    assertThat(bidder.published).hasSize(2).allMatch(notice -> notice.release().isNone());
    assertThat(bidder.lostBids).isEmpty();
  }

  @Test
  void refusesOtherMethods() throws IOException {
    Wire.Answer answer = wire.send("DELETE", "/win", Map.of(), new byte[0]);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, POST");
  }
}
