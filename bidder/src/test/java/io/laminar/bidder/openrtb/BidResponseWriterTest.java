package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BidResponseWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BidResponseWriter writer =
      new BidResponseWriter("https://bid.example/rtb/", "USD", "seat-1");

  @Test
  void writesEveryMemberOfABid() throws IOException {
    JsonNode response =
        write("r1", bid("b-1", "i1", 2_400_000, "d1", banner("<b>${CLICK_URL}</b>")));

    String query = "?bid=b-1&campaign=suv&creative=box";
    assertThat(response)
        .isEqualTo(
            JSON.readTree(
                """
                {"id":"r1","cur":"USD","seatbid":[{"seat":"seat-1","bid":[{
                  "id":"b-1","impid":"i1","price":2.4,"dealid":"d1","adomain":["aurora.example"],
                  "cid":"suv","crid":"box","cat":["IAB2"],"attr":[1,13],"mtype":1,"w":300,"h":250,
                  "exp":300,
                  "nurl":"https://bid.example/rtb/win%1$s&x=1&price=${AUCTION_PRICE}",
                  "burl":"https://bid.example/rtb/bill%1$s&x=1&price=${AUCTION_PRICE}",
                  "lurl":"https://bid.example/rtb/loss%1$s&x=1&price=${AUCTION_PRICE}&reason=${AUCTION_LOSS}",
                  "adm":"<b>https://bid.example/rtb/click%1$s&y=2</b>"}]}]}
                """
                    .formatted(query)));
  }

  @Test
  void writesLengthAndTypeOfVideoAndNoDealInTheOpenMarket() throws IOException {
    var ad =
        new Ad(
            "c",
            "v",
            "d.example",
            "com.d.app",
            List.of(),
            List.of(),
            AdType.VIDEO,
            new Size(640, 360),
            15,
            new TextMarkup("<VAST/>"));

    JsonNode bid =
        write("r1", new Bid("b", "i", 1, "", new BidTemplate(ad), null, "&x=1", "&y=2"))
            .at("/seatbid/0/bid/0");

    assertThat(bid.get("mtype").intValue()).isEqualTo(2);
    assertThat(bid.get("dur").intValue()).isEqualTo(15);
    assertThat(bid.has("dealid")).isFalse();
    assertThat(bid.get("bundle").textValue()).isEqualTo("com.d.app");
    assertThat(bid.has("cat")).isFalse();
    assertThat(bid.has("attr")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000001",
    "100000, 0.1",
    "2400000, 2.4",
    "2400001, 2.400001",
    "10000000, 10",
    "1000000000000, 1000000"
  })
  void writesPricesWithoutRounding(long micros, String price) {
    String text = writer.write("r", List.of(bid("b", "i", micros, "", banner("x")))).toString();

    assertThat(text).contains("\"price\":" + price + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\\/", "\u0000\u001f\n\t\r", "é ß ж", "漢字", "😀", "</script>", "\u2028"})
  void escapesWhatWasSent(String text) throws IOException {
    JsonNode response = write(text, bid("b", text, 1, text, banner("a" + text + "${CLICK_URL}")));

    assertThat(response.get("id").textValue()).isEqualTo(text);
    JsonNode bid = response.at("/seatbid/0/bid/0");
    assertThat(bid.get("impid").textValue()).isEqualTo(text);
    assertThat(bid.get("dealid").textValue()).isEqualTo(text);
    assertThat(bid.get("adm").textValue()).startsWith("a" + text + "https://");
  }

  @Test
  void returnsHalfASurrogatePairAsItCame() {
    String text = writer.write("\ud83d!", List.of(bid("b", "i", 1, "", banner("x")))).toString();

    assertThat(text).startsWith("{\"id\":\"\\ud83d!\"");
  }

  @Test
  void escapesAnyTextSoThatItComesBack() throws IOException {
    var random = new Random(20_261_124);
    for (int i = 0; i < 5_000; i++) {
      String text =
          random
              .ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
              .map(codePoint -> random.nextBoolean() ? codePoint & 0x7f : codePoint)
              .filter(codePoint -> codePoint < 0xd800 || codePoint > 0xdfff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();

      assertThat(write(text, bid("b", "i", 1, "", banner("x"))).get("id").textValue())
          .isEqualTo(text);
    }
  }

  @Test
  void writesTheNativeAssetsThatWereAskedForUnderTheirIds() throws IOException {
    var markup =
        new NativeMarkup(
            "Say \"hi\" \\",
            List.of(
                new NativeMarkup.Image(1, "https://cdn.example/i.png", new Size(80, 80)),
                new NativeMarkup.Image(3, "https://cdn.example/m.png", new Size(1200, 627))),
            Map.of(2, "ж☕", 12, "Go"));
    NativeRequest request =
        nativeRequest(
            """
            {'assets':[{'id':7,'required':1,'title':{'len':90}},
              {'id':8,'required':1,'img':{'type':3,'wmin':600,'hmin':300}},
              {'id':9,'data':{'type':2}},{'id':10,'data':{'type':3}},{'id':11,'video':{}}]}
            """);

    assertThat(markup.satisfies(request)).isTrue();
    JsonNode bid =
        write("r", bid("b", "i", 1, "", nativeAd(markup), request)).at("/seatbid/0/bid/0");

    assertThat(bid.get("mtype").intValue()).isEqualTo(4);
    assertThat(JSON.readTree(bid.get("adm").textValue()))
        .isEqualTo(
            JSON.readTree(
                """
                {"ver":"1.2",
                 "link":{"url":"https://bid.example/rtb/click?bid=b&campaign=suv&creative=box&y=2"},
                 "assets":[{"id":7,"required":1,"title":{"text":"Say \\"hi\\" \\\\"}},
                   {"id":8,"required":1,"img":{"type":3,"url":"https://cdn.example/m.png",
                     "w":1200,"h":627}},
                   {"id":9,"data":{"type":2,"value":"ж☕"}}]}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':1,'required':1,'title':{'len':3}}",
        "{'id':1,'required':1,'img':{'type':3,'wmin':1201}}",
        "{'id':1,'required':1,'img':{'type':3,'w':600,'h':300}}",
        "{'id':1,'required':1,'img':{'type':2}}",
        "{'id':1,'required':1,'data':{'type':2,'len':1}}",
        "{'id':1,'required':1,'data':{'type':9}}",
        "{'id':1,'required':1,'video':{}}",
        "{'id':1,'data':{'type':9}}",
      })
  void doesNotSatisfyANativeRequestWithoutItsAssets(String asset) {
    var markup =
        new NativeMarkup(
            "Title",
            List.of(new NativeMarkup.Image(3, "https://cdn.example/m.png", new Size(1200, 627))),
            Map.of(2, "Text"));

    assertThat(markup.satisfies(nativeRequest("{'assets':[" + asset + "]}"))).isFalse();
  }

  @Test
  void writesOneResponseAfterTheOther() throws IOException {
    Bid bid = bid("b", "i", 1, "", banner("x".repeat(10_000)));

    JsonNode first = JSON.readTree(writer.write("r1", List.of(bid, bid)).getBytes());
    JsonNode second = JSON.readTree(writer.write("r2", List.of(bid)).getBytes());

    assertThat(first.at("/seatbid/0/bid")).hasSize(2);
    assertThat(second.at("/seatbid/0/bid")).hasSize(1);
    assertThat(second.get("id").textValue()).isEqualTo("r2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bid.example",
        "ftp://bid.example",
        "https://",
        "https://a?b=c",
        "https://a b",
        "https://a\"b"
      })
  void refusesABaseUrlThatIsNone(String url) {
    assertThatThrownBy(() -> new BidResponseWriter(url, "USD", "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("base URL must be http:// or https:// with a host");
  }

  private JsonNode write(String requestId, Bid bid) throws IOException {
    Buffer response = writer.write(requestId, List.of(bid));
    return JSON.readTree(response.getBytes());
  }

  private static Bid bid(String id, String impId, long micros, String dealId, Ad ad) {
    return bid(id, impId, micros, dealId, ad, null);
  }

  private static Bid bid(
      String id, String impId, long micros, String dealId, Ad ad, NativeRequest request) {
    return new Bid(id, impId, micros, dealId, new BidTemplate(ad), request, "&x=1", "&y=2");
  }

  private static Ad banner(String markup) {
    return new Ad(
        "suv",
        "box",
        "aurora.example",
        "",
        List.of("IAB2"),
        List.of(1, 13),
        AdType.BANNER,
        new Size(300, 250),
        0,
        new TextMarkup(markup));
  }

  private static Ad nativeAd(NativeMarkup markup) {
    return new Ad(
        "suv",
        "box",
        "aurora.example",
        "",
        List.of(),
        List.of(),
        AdType.NATIVE,
        new Size(0, 0),
        0,
        markup);
  }

  private static NativeRequest nativeRequest(String request) {
    String json =
        "{\"id\":\"1\",\"imp\":[{\"id\":\"1\",\"native\":{\"request\":"
            + request.replace('\'', '"')
            + "}}]}";
    return BidRequestParser.parse(Buffer.buffer(json)).imps().get(0).nativeAd();
  }
}
