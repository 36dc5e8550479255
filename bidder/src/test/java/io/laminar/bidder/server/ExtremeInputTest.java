package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.openrtb.NoticeUrl;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values at and past every limit, in requests that are whole, and bodies that are not. */
class ExtremeInputTest {

  private static final String PATH = "/openrtb2/bid";
  private static final String BANNER = "'banner':{'w':300,'h':250}";
  private static final String IMP = "{'id':'1'," + BANNER + "}";
  private static final int FAULT = 500;

  private final TestBidder bidder =
      TestBidder.start(
          TestBidder.options(Map.of("bidder.body-limit", "4194304")), TestBidder.LOOKUP);
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = new Wire(bidder.port);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(bidder.metrics.scrape()).contains("laminar_requests_total{outcome=\"fault\"} 0.0");
    wire.close();
    bidder.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'tmax':0 | 200",
        "'tmax':-1 | 200",
        "'tmax':1 | 204",
        "'tmax':2147483647 | 200",
        "'tmax':99999999999 | 400",
        "'tmax':1e300 | 400",
        "'tmax':NaN | 400",
        "'tmax':'NaN' | 400",
        "'tmax':'Infinity' | 400",
        "'cur':['XXX'] | 204",
        "'cur':[''] | 200",
        "'cur':['\\u0000'] | 200",
        "'at':-5 | 200",
        "'at':999 | 200",
        "'test':1 | 200",
        "'test':2 | 200",
        "'id':'other' | 200",
        "'imp':[] | 400",
        "'imp':null | 400",
        "'device':{'geo':{'lat':1e400,'lon':-1e400}} | 200",
        "'device':{'geo':{'lat':'NaN','lon':91}} | 200",
        "'device':{'geo':{'utcoffset':2147483647}} | 200",
        "'device':{'geo':{'utcoffset':-2147483648}} | 200",
        "'user':{'id':'\\ud800'} | 200",
        "'bcat':[[[]]] | 400",
        "'wseat':['' ,''] | 200",
      })
  void answersARequestWithAnExtremeMember(String member, int status) throws IOException {
    String body = json("{'id':'r1','imp':[" + IMP + "],'site':{}," + member + "}");

    Wire.Answer answer = wire.post(PATH, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertNextIsAnswered();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bidfloor':-0.0 | 200",
        "'bidfloor':-1e-300 | 400",
        "'bidfloor':1e-300 | 200",
        "'bidfloor':1000000.000001 | 400",
        "'bidfloor':1000000 | 204",
        "'bidfloor':NaN | 400",
        "'bidfloor':'Infinity' | 400",
        "'bidfloor':1e999999999 | 400",
        "'bidfloor':1e-999999999 | 200",
        "'bidfloor':0x10 | 400",
        "'bidfloorcur':'\\u20ac','bidfloor':1 | 204",
        "'bidfloor':1,'bidfloor':900000 | 204",
        "'exp':-1 | 200",
        "'exp':1e99 | 200",
        "'qty':{'multiplier':1000000} | 200",
        "'qty':{'multiplier':-1} | 400",
        "'qty':{'multiplier':0.0000000001} | 200",
        "'pmp':{'private_auction':2,'deals':[]} | 204",
        "'pmp':{'deals':[{'id':'d','bidfloor':-1}]} | 400",
        "'banner':{'w':-300,'h':-250} | 204",
        "'banner':{'w':2147483647,'h':2147483647} | 204",
        "'banner':{'format':[{'w':300,'h':250,'wratio':0,'hratio':0}]} | 200",
        "'banner':{'format':[{'wratio':2147483647,'hratio':-1,'wmin':2147483647}]} | 204",
        "'video':{'mincpmpersec':1000000,'durfloors':[{'bidfloor':1000000}]} | 200",
        "'video':{'minduration':-1,'maxduration':-1,'poddur':-1,'rqddurs':[-1]} | 200",
        "'native':{'request':'{}'} | 200",
        "'native':{'request':'['} | 200",
        "'native':{'request':'{\\'assets\\':[{\\'id\\':2147483647}]}'} | 200",
      })
  void answersARequestWhoseImpHasAnExtremeMember(String member, int status) throws IOException {
    String imp = "{'id':'1'," + BANNER + "," + member + "}";

    Wire.Answer answer = wire.post(PATH, json("{'id':'r1','imp':[" + imp + "],'site':{}}"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertNextIsAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "\u00e9", "\ud83d\ude00", "\\u0000", "\\\"", "</script>", "${AUCTION_PRICE}"})
  void echoesLongIdsWhole(String part) throws IOException {
    String id = part.repeat(10_240 / part.length());
    String body =
        "{\"id\":\""
            + id
            + "\",\"imp\":[{\"id\":\""
            + id
            + "\","
            + BANNER.replace('\'', '"')
            + "}]}";

    Wire.Answer answer = wire.post(PATH, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var request = new JsonObject(body);
    var response = new JsonObject(answer.body());
    assertThat(response.getString("id")).isEqualTo(request.getString("id"));
    JsonObject bid =
        response.getJsonArray("seatbid").getJsonObject(0).getJsonArray("bid").getJsonObject(0);
    assertThat(bid.getString("impid")).isEqualTo(request.getString("id"));
    assertThat(bid.getString("nurl").length()).as("fit for a URL").isLessThan(2_000);
    assertNextIsAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'user':{'id':'%s'}",
        "'site':{'page':'https://%s'}",
        "'x%s':1",
        "'user':{'consent':'%s'}",
        "'regs':{'gpp':'%s'}",
        "'device':{'ua':'%s','ifa':'%s','ip':'%s'}"
      })
  void refusesTextsOfAMegabyteThatItWouldUse(String member) throws IOException {
    assertThat(wire.post(PATH, withAMegabyte(member)).status()).isEqualTo(400);
    assertNextIsAnswered();
  }

  @Test
  void passesOverATextOfAMegabyteThatItDoesNotUse() throws IOException {
    assertThat(wire.post(PATH, withAMegabyte("'ext':{'a':'%s'}")).status()).isEqualTo(200);
    assertNextIsAnswered();
  }

  private static String withAMegabyte(String member) {
    String text = "a".repeat(1_000_000);
    return json("{'id':'r1','imp':[" + IMP + "]," + member.replace("%s", text) + "}");
  }

  @ParameterizedTest
  @CsvSource({"63, 200", "64, 400", "65, 400", "100000, 400"})
  void readsToTheDepthThatIsAllowedAndNoDeeper(int depth, int status) throws IOException {
    String deep = "[".repeat(depth) + "]".repeat(depth);

    Wire.Answer answer =
        wire.post(PATH, json("{'id':'r1','imp':[" + IMP + "],'ext':" + deep + "}"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertNextIsAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "-5\r\n{}\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n{}",
        "7fffffff\r\n{}",
        "2\r\n{}extra\r\n0\r\n\r\n",
        "\r\n\r\n",
        "2;a=b\r\n{}\r\n0\r\nx: y\r\n\r\n",
        "5\r\n{}",
      })
  void endsTheConnectionOfABodyInBadChunks(String chunks) throws IOException {
    wire.writeLast(head("transfer-encoding: chunked", chunks));

    assertThat(wire.statusesUntilClosed()).allMatch(status -> status < FAULT);
    assertOthersAreAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 5000",
        "content-length: -1",
        "content-length: 99999999999999999999",
        "content-length: x",
        "content-length: 2\r\ncontent-length: 3",
        "content-length: 2\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
        "transfer-encoding: gzip, chunked",
        "content-encoding: gzip\r\ncontent-length: 2",
        "expect: something\r\ncontent-length: 2",
      })
  void endsTheConnectionOfABodyOfAWrongLength(String headers) throws IOException {
    wire.writeLast(head(headers, "{}"));

    assertThat(wire.statusesUntilClosed()).allMatch(status -> status < FAULT);
    assertOthersAreAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at=0", "at=-1", "at=9223372036854775807", "at=99999999999999999999", "at=x",
        "max=-1", "max=9223372036854775807", "price=NaN", "price=1e999999999", "price=-1",
        "draw=9223372036854775807", "user=-9223372036854775808", "rate=0", "rate=-1", "sig=",
        "sig=%00", "bid=%zz", "multiplier=1e99", "reason=%F0%9F%98%80", "markup=%s",
      })
  void refusesNoticesWithExtremeValues(String parameter) throws IOException {
    String good =
        "?bid=b1&campaign=anyone&creative=anyone-300x250&price=1" + bidder.signed("b1", false);
    String name = parameter.substring(0, parameter.indexOf('='));
    String bad = good.replaceAll("([?&])" + name + "=[^&]*", "$1") + '&' + parameter;
    for (String path : List.of(NoticeUrl.WIN, NoticeUrl.BILL, NoticeUrl.LOSS, NoticeUrl.CLICK)) {
      assertThat(wire.get(path + bad).status()).as(path + bad).isBetween(200, FAULT - 1);
    }
    assertNextIsAnswered();
  }

  @Test
  void refusesImpsOfOneIdHoweverItIsWritten() throws IOException {
    String twins = "{'id':1," + BANNER + "},{'id':'1'," + BANNER + "}";

    assertThat(wire.post(PATH, json("{'id':'r1','imp':[" + twins + "]}")).status()).isEqualTo(400);
    assertNextIsAnswered();
  }

  private void assertNextIsAnswered() throws IOException {
    assertThat(wire.post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
  }

  private void assertOthersAreAnswered() throws IOException {
    try (Wire other = new Wire(bidder.port)) {
      assertThat(other.post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static byte[] head(String headers, String body) {
    return ("POST " + PATH + " HTTP/1.1\r\nhost: b\r\n" + headers + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
