package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent gets its answer, and so does the next good request on the same connection. */
class BrokenInputTest {

  private static final String PATH = "/openrtb2/bid";
  private static final byte[] GOOD = Requests.banner("u1").getBytes(StandardCharsets.UTF_8);

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{}",
        "{\"id\":\"r\"}",
        "{\"id\":\"r\",\"imp\":[]}",
        "{\"id\":\"r\",\"imp\":{}}",
        "{\"id\":\"r\",\"imp\":\"x\"}",
        "{\"id\":\"r\",\"imp\":[{\"id\":\"1\",\"bidfloor\":\"much\"}]}",
        "{\"id\":\"r\",\"imp\":[{\"id\":\"1\",\"bidfloor\":-1}]}",
        "{\"id\":\"r\",\"imp\":[{\"id\":\"1\",\"banner\":{}}]}trailing",
        "{\"id\":\"r\",\"imp\":[{\"id\":\"1\",\"banner\":{\"w\":300,\"h\":2",
      })
  void refusesWhatIsNotABidRequest(String body) throws IOException {
    Wire.Answer answer = wire.post(PATH, body);

    assertRefused(answer, 400);
    assertNextIsAnswered();
    assertThat(bidder.fact("INVALID")).isEqualTo(1);
  }

  @Test
  void refusesARequestThatIsCutAnywhere() throws IOException {
    for (int length = 0; length < GOOD.length; length += 7) {
      Wire.Answer answer = wire.send("POST", PATH, Map.of(), Arrays.copyOf(GOOD, length));
      assertRefused(answer, 400);
    }
    assertNextIsAnswered();
  }

  @Test
  void refusesInvalidUtf8() throws IOException {
    byte[] body = GOOD.clone();
    body[Requests.banner("u1").indexOf("site.example")] = (byte) 0xC3;

    assertRefused(wire.send("POST", PATH, Map.of(), body), 400);
    assertNextIsAnswered();
  }

  @Test
  void refusesDeepNesting() throws IOException {
    String deep = "{\"id\":\"r\",\"ext\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    assertRefused(wire.post(PATH, deep), 400);
    assertNextIsAnswered();
  }

  @Test
  void refusesATooLargeBodyAndGoesOnOnTheSameConnection() throws IOException {
    Wire.Answer answer = wire.send("POST", PATH, Map.of(), new byte[2 * 1024 * 1024]);

    assertRefused(answer, 413);
    assertThat(error(answer)).contains("65536 bytes");
    assertNextIsAnswered();
    assertThat(bidder.profileReads).hasValue(1);
  }

  @Test
  void acceptsABodyOfExactlyTheLimit() throws IOException {
    byte[] body = Arrays.copyOf(GOOD, 64 * 1024);
    Arrays.fill(body, GOOD.length, body.length, (byte) ' ');

    assertThat(wire.send("POST", PATH, Map.of(), body).status()).isEqualTo(200);
    assertRefused(wire.send("POST", PATH, Map.of(), Arrays.copyOf(body, body.length + 1)), 413);
  }

  @Test
  void refusesAChunkedBodyThatIsTooLarge() throws IOException {
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
    wire.write(head("transfer-encoding: chunked"));
    for (int i = 0; i < 4; i++) {
      wire.write(chunk.getBytes(StandardCharsets.US_ASCII));
    }
    wire.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertRefused(wire.read(), 413);
    assertNextIsAnswered();
  }

  @Test
  void readsAChunkedBody() throws IOException {
    wire.write(head("transfer-encoding: chunked"));
    for (int at = 0; at < GOOD.length; at += 50) {
      byte[] part = Arrays.copyOfRange(GOOD, at, Math.min(GOOD.length, at + 50));
      wire.write((Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      wire.write(part);
      wire.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    wire.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void closesTheConnectionOfABodyWithoutEnd() throws IOException {
    wire.write(head("content-length: 1000000000"));
    byte[] megabyte = new byte[1024 * 1024];
    for (int i = 0; i < BodyReader.DRAINED_BYTES / megabyte.length; i++) {
      wire.write(megabyte);
    }
    wire.write(new byte[1]); // no more: what a closed connection has not read resets it

    Wire.Answer answer = wire.read();

    assertRefused(answer, 413);
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(wire.isClosedByPeer()).isTrue();
    try (Wire next = new Wire(bidder.port)) {
      assertThat(next.send("POST", PATH, Map.of(), GOOD).status()).isEqualTo(200);
    }
  }

  @Test
  void readsAGzipBody() throws IOException {
    Wire.Answer answer = wire.send("POST", PATH, Map.of("content-encoding", "gzip"), gzip(GOOD));

    assertThat(answer.status()).isEqualTo(200);
    assertNextIsAnswered();
  }

  @Test
  void refusesABodyThatSaysGzipAndIsNot() throws IOException {
    Wire.Answer answer = wire.send("POST", PATH, Map.of("content-encoding", "gzip"), GOOD);

    assertRefused(answer, 400);
    assertThat(error(answer)).contains("not valid gzip");
    assertNextIsAnswered();
  }

  @Test
  void refusesAGzipBodyWithoutSayingSo() throws IOException {
    assertRefused(wire.send("POST", PATH, Map.of(), gzip(GOOD)), 400);
    assertNextIsAnswered();
  }

  @Test
  void refusesASmallBodyThatInflatesToALargeOne() throws IOException {
    byte[] bomb = gzip(new byte[50 * 1024 * 1024]);
    assertThat(bomb.length).isLessThan(64 * 1024);

    Wire.Answer answer = wire.send("POST", PATH, Map.of("content-encoding", "gzip"), bomb);

    assertRefused(answer, 413);
    assertNextIsAnswered();
  }

  @Test
  void refusesEncodingsItDoesNotRead() throws IOException {
    Wire.Answer answer = wire.send("POST", PATH, Map.of("content-encoding", "br"), GOOD);

    assertRefused(answer, 415);
    assertThat(error(answer)).contains("gzip or identity", "br");
    assertNextIsAnswered();
  }

  @Test
  void answersOtherMethodsAndPaths() throws IOException {
    Wire.Answer wrongMethod = wire.get(PATH);
    assertRefused(wrongMethod, 405);
    assertThat(wrongMethod.header("allow")).isEqualTo("POST");
    assertRefused(wire.send("PUT", PATH, Map.of(), GOOD), 405);
    assertRefused(wire.send("POST", "/openrtb2", Map.of(), GOOD), 404);
    assertRefused(wire.get("/"), 404);
    assertRefused(wire.send("POST", "/metrics", Map.of(), GOOD), 405);
    assertNextIsAnswered();
  }

  @Test
  void answersPipelinedRequestsAfterABadOne() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Wire.request("POST", PATH, Map.of(), "{".getBytes(StandardCharsets.UTF_8)));
    bytes.writeBytes(Wire.request("POST", PATH, Map.of(), new byte[200_000]));
    bytes.writeBytes(Wire.request("POST", "/nowhere", Map.of(), GOOD));
    bytes.writeBytes(Wire.request("POST", PATH, Map.of("content-encoding", "x"), GOOD));
    bytes.writeBytes(Wire.request("POST", PATH, Map.of(), GOOD));

    wire.write(bytes.toByteArray());

    assertThat(wire.read().status()).isEqualTo(400);
    assertThat(wire.read().status()).isEqualTo(413);
    assertThat(wire.read().status()).isEqualTo(404);
    assertThat(wire.read().status()).isEqualTo(415);
    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void tellsASenderThatAsksFirstToGoOn() throws IOException {
    wire.write(head("expect: 100-continue\r\ncontent-length: " + GOOD.length));
    assertThat(wire.read().status()).isEqualTo(100);

    wire.write(GOOD);

    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void tellsInvalidRequestsSoEvenWithoutACanary() throws IOException {
    bidder.sighting = io.laminar.bidder.canary.Sighting.NONE;
    bidder.look();

    assertRefused(wire.post(PATH, "{"), 400);
  }

  private void assertNextIsAnswered() throws IOException {
    assertThat(wire.send("POST", PATH, Map.of(), GOOD).status()).isEqualTo(200);
  }

  private static void assertRefused(Wire.Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(error(answer)).isNotBlank();
  }

  private static String error(Wire.Answer answer) {
    return new JsonObject(answer.body()).getString("error");
  }

  private static byte[] head(String headers) {
    return ("POST " + PATH + " HTTP/1.1\r\nhost: bidder\r\n" + headers + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
