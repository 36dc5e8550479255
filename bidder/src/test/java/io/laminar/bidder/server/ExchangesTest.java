package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.exchange.ExchangeOptions;
import io.laminar.bidder.notice.Particulars;
import io.laminar.migration.config.Configuration;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Exchanges with names: told apart in all that is counted, and answered in the way they take. */
class ExchangesTest {

  private static final String DEAL = "deal 7/ü&x=1";
  private static final String VIDEO =
      """
      {"id":"r1","tmax":60000,"imp":[{"id":"v","video":{"mimes":["video/mp4"],"protocols":[2,3,7],
      "minduration":5,"maxduration":30,"linearity":1,"w":640,"h":360}}],"site":{"domain":"s.example"}}
      """;
  private static final String NATIVE =
      """
      {"id":"r1","tmax":60000,"imp":[{"id":"n","native":{"request":{"ver":"1.2","assets":[
      {"id":7,"required":1,"title":{"len":90}},{"id":3,"img":{"type":3,"wmin":600,"hmin":300}},
      {"id":4,"data":{"type":2}},{"id":5,"data":{"type":6}}]}}}],"site":{"domain":"s.example"}}
      """;

  private final TestBidder bidder =
      TestBidder.start(
          TestBidder.options(0),
          TestBidder.answers(
              Map.of(
                  "bidder.exchanges", "adx,ssp-b=nurl",
                  "bidder.currency-rates", "EUR=1.25")),
          TestBidder.LOOKUP);
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
  void areToldApartInWhatIsCounted() throws IOException {
    assertThat(wire.post("/openrtb2/bid/adx", Requests.banner("u1")).status()).isEqualTo(200);
    assertThat(wire.post("/openrtb2/bid/ssp-b", "{").status()).isEqualTo(400);
    assertThat(wire.post("/openrtb2/bid", Requests.banner("u1")).status()).isEqualTo(200);
    assertThat(wire.post("/openrtb2/bid/adx", Requests.bannerForKnown("u1")).status())
        .isEqualTo(204);

    assertThat(bidder.fact("REQUEST")).isEqualTo(1);
    assertThat(bidder.fact("REQUEST@adx")).isEqualTo(2);
    assertThat(bidder.fact("REQUEST@ssp-b")).isEqualTo(1);
    assertThat(bidder.fact("INVALID@ssp-b")).isEqualTo(1);
    assertThat(bidder.fact("OFFER@adx")).isEqualTo(1);
    assertThat(bidder.fact("BID:anyone@adx")).isEqualTo(1);
    assertThat(bidder.fact("NO_BID:no-profile@adx")).isEqualTo(1);
    assertThat(bidder.metrics.scrape()).contains("laminar_requests_total{outcome=\"bid\"} 2.0");
  }

  @Test
  void haveNoPathUnlessTheyAreNamed() throws IOException {
    Wire.Answer answer = wire.post("/openrtb2/bid/other", Requests.banner("u1"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("bidder.exchanges");
    assertThat(wire.get("/openrtb2/bid/adx").status()).isEqualTo(405);
    assertThat(bidder.fact("REQUEST")).isZero();
  }

  @Test
  void standWithTheDealInEveryNotice() throws IOException {
    JsonObject bid = bid("/openrtb2/bid/adx", deal());
    assertThat(bidder.fact("BID:dealt#" + DEAL + "@adx")).isEqualTo(1);

    for (String name : new String[] {"nurl", "burl"}) {
      assertThat(wire.get(path(bid.getString(name), "2.5")).status()).isEqualTo(204);
    }
    String markup = bid.getString("adm");
    String click = markup.substring(markup.indexOf("http"), markup.indexOf("\">"));
    assertThat(wire.get(path(click, "")).status()).isEqualTo(302);

    assertThat(bidder.published)
        .extracting(Notice::kind)
        .containsExactly(NoticeKind.WIN, NoticeKind.BILLING, NoticeKind.CLICK);
    assertThat(bidder.published)
        .allSatisfy(
            notice -> {
              assertThat(notice.dealId()).isEqualTo(DEAL);
              assertThat(notice.exchange()).isEqualTo("adx");
            });
  }

  @Test
  void cannotBeAlteredInNotices() throws IOException {
    String good = path(bid("/openrtb2/bid/adx", foreign(deal())).getString("burl"), "2.5");

    for (String forged :
        new String[] {
          good.replace("exchange=adx", "exchange=ssp-b"),
          good.replace("&exchange=adx", ""),
          good.replaceFirst("&deal=[^&]*", "&deal=other"),
          good.replaceFirst("&deal=[^&]*", ""),
          good.replaceFirst("&cur=EUR&rate=\\d+", ""),
          good.replaceFirst("rate=\\d+", "rate=1"),
          good.replace("cur=EUR", "cur=USD"),
          good + "&markup=1",
          good + "&draw=1764028800",
        }) {
      assertThat(forged).isNotEqualTo(good);
      assertThat(wire.get(forged).status()).as(forged).isEqualTo(403);
    }
    for (String broken :
        new String[] {
          good.replace("exchange=adx", "exchange=a%20b"),
          good.replaceFirst("&deal=[^&]*", "&deal=%00"),
          good.replaceFirst("&rate=\\d+", ""),
          good.replaceFirst("&rate=\\d+", "&rate=0"),
          good.replace("cur=EUR", "cur=euro"),
          good + "&markup=all",
          good + "&draw=yesterday",
          good + "&draw=999999999999",
        }) {
      assertThat(wire.get(broken).status()).as(broken).isEqualTo(400);
    }
    assertThat(bidder.published).isEmpty();
    assertThat(wire.get(good).status()).isEqualTo(204);
  }

  @Test
  void payInTheirCurrencyAndTheSpendIsOurs() throws IOException {
    Wire.Answer answer = wire.post("/openrtb2/bid/adx", foreign(deal()));
    assertThat(new JsonObject(answer.body()).getString("cur")).isEqualTo("EUR");
    JsonObject bid = only(answer);
    assertThat(bid.getDouble("price")).isEqualTo(4.8);

    assertThat(wire.get(path(bid.getString("burl"), "3.2")).status()).isEqualTo(204);
    assertThat(wire.get(path(bid.getString("nurl"), "1000")).status()).isEqualTo(204);

    assertThat(bidder.published)
        .extracting(Notice::priceMicros)
        .containsExactly(4_000_000L, 6_000_000L);
    assertThat(bidder.nanosByBid).containsOnly(Map.entry(bid.getString("id"), 4_000_000L));
  }

  @Test
  void fetchMarkupWithTheWinWhichCountsOnce() throws IOException {
    JsonObject bid = bid("/openrtb2/bid/ssp-b", Requests.banner("u1"));
    assertThat(bid.containsKey("adm")).isFalse();
    String win = path(bid.getString("nurl"), "1.5");

    Wire.Answer first = wire.get(win);
    Wire.Answer again = wire.get(win);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(first.header("cache-control")).isEqualTo("no-store");
    assertThat(first.body())
        .startsWith("<a href=\"http://127.0.0.1:" + bidder.port + "/click?bid=");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(bidder.published).extracting(Notice::id).containsOnly("win:" + bid.getString("id"));
    String click = first.body().substring(9, first.body().indexOf("\">"));
    assertThat(wire.get(path(click, "")).status()).isEqualTo(302);
    assertThat(wire.get(path(bid.getString("burl"), "1.5")).status())
        .as("only the win has markup")
        .isEqualTo(204);
  }

  @Test
  void getVideoAsXmlWithTheMacrosThatTheNoticeTells() throws Exception {
    JsonObject bid = bid("/openrtb2/bid/ssp-b", foreign(VIDEO));

    Wire.Answer markup = wire.get(path(bid.getString("nurl"), "1.5"));

    assertThat(markup.header("content-type")).isEqualTo("application/xml; charset=utf-8");
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(markup.body())));
    assertThat(xml.getElementsByTagName("Impression").item(0).getTextContent())
        .isEqualTo("https://film.example/i?p=1.5&c=EUR&i=${AUCTION_ID}");
    assertThat(xml.getElementsByTagName("AdTitle").item(0).getTextContent()).isEqualTo("\"Film\"");
    assertThat(xml.getElementsByTagName("ClickThrough").item(0).getTextContent())
        .startsWith("http://127.0.0.1:" + bidder.port + "/click?bid=" + bid.getString("id"));
  }

  @Test
  void getNativeAsTheJsonThatTheBidWouldHaveHad() throws IOException {
    String told = bid("/openrtb2/bid/adx", NATIVE).getString("adm");
    JsonObject bid = bid("/openrtb2/bid/ssp-b", NATIVE);

    Wire.Answer markup = wire.get(path(bid.getString("nurl"), "1.5"));

    assertThat(markup.header("content-type")).isEqualTo("application/json; charset=utf-8");
    JsonObject served = new JsonObject(markup.body());
    assertThat(served.getJsonArray("assets"))
        .isEqualTo(new JsonObject(told).getJsonArray("assets"));
    assertThat(served.getJsonArray("assets").stream().map(JsonObject.class::cast))
        .extracting(asset -> asset.getInteger("id"))
        .containsExactly(7, 3, 4);
    assertThat(served.getJsonObject("link").getString("url")).contains("/click?bid=");
  }

  @Test
  void comeAgainForMarkupWhenTheQueueCannotTakeTheWin() throws IOException {
    String win = path(bid("/openrtb2/bid/ssp-b", Requests.banner("u1")).getString("nurl"), "1.5");
    bidder.queue = Future.failedFuture("the buffer is full");

    assertThat(wire.get(win).status()).isEqualTo(503);

    bidder.queue = Future.succeededFuture();
    assertThat(wire.get(win).status()).isEqualTo(200);
  }

  @Test
  void areToldWhenTheMarkupIsGoneThoughTheWinCounts() throws IOException {
    var wanted = new Particulars("", "ssp-b", Rate.HOME, 0, "1");
    String gone =
        "/win?bid=b1&campaign=gone&creative=c" + bidder.signed("b1", "gone", "c", wanted, false);
    String other =
        "/win?bid=b2&campaign=words&creative=words-native"
            + bidder.signed("b2", "words", "words-native", wanted, false);

    assertThat(wire.get(gone + "&price=1").status()).isEqualTo(410);
    assertThat(wire.get(other + "&price=1").body()).contains("another type");

    assertThat(bidder.published).extracting(Notice::kind).containsOnly(NoticeKind.WIN).hasSize(2);
  }

  @Test
  void haveNamesThatDiffer() {
    assertThatThrownBy(() -> load("adx,adx=nurl"))
        .hasMessageContaining("bidder.exchanges must name each exchange once, was [adx, adx]");
    assertThatThrownBy(() -> load("adx=html")).hasMessageContaining("names such as adx,ssp-b=nurl");
  }

  private static Configuration load(String exchanges) {
    return Configuration.load(
        ExchangeOptions.SETTINGS,
        List.of(ExchangeOptions.NAMES_DIFFER),
        Optional.empty(),
        Map.of(),
        Map.of("bidder.exchanges", exchanges));
  }

  private JsonObject bid(String at, String request) throws IOException {
    return only(wire.post(at, request));
  }

  private static JsonObject only(Wire.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    JsonArray bids =
        new JsonObject(answer.body()).getJsonArray("seatbid").getJsonObject(0).getJsonArray("bid");
    assertThat(bids).hasSize(1);
    return bids.getJsonObject(0);
  }

  private String path(String url, String price) {
    return url.substring(("http://127.0.0.1:" + bidder.port).length())
        .replace("${AUCTION_PRICE}", price);
  }

  private static String deal() {
    return """
    {"id":"r1","tmax":60000,"imp":[{"id":"1","banner":{"w":160,"h":600},"pmp":{"private_auction":1,
    "deals":[{"id":"%s","bidfloor":1}]}}],"site":{"domain":"site.example"}}
    """
        .formatted(DEAL);
  }

  private static String foreign(String request) {
    return request.replaceFirst("\\{", "{\"cur\":[\"EUR\"],");
  }
}
