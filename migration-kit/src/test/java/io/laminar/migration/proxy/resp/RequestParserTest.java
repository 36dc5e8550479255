package io.laminar.migration.proxy.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParserTest {

  private static final RequestLimits LIMITS = new RequestLimits(1_000, 20, 4_000);

  private static final String STREAM =
      "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"
          + "PING\r\n"
          + "\r\n"
          + "*0\r\n*-1\r\n"
          + "set k \"a b\\x00\\n\" 'it\\'s'\n"
          + "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$8\r\na\r\n*1\r\n$\r\n"
          + "*1\r\n$4\r\nPING\r\n";

  private static final List<List<String>> REQUESTS =
      List.of(
          List.of("GET", "k"),
          List.of("PING"),
          List.of("set", "k", "a b\0\n", "it's"),
          List.of("SET", "", "a\r\n*1\r\n$"),
          List.of("PING"));

  @Test
  void readsBothFormsWhereverTheStreamIsCutInTwo() throws ProtocolException {
    byte[] bytes = bytes(STREAM);

    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(parse(bytes, LIMITS, cut)).as("cut at %d", cut).isEqualTo(REQUESTS);
    }
  }

  @Test
  void readsTheSameHoweverTheStreamIsCut() throws ProtocolException {
    byte[] bytes = bytes(STREAM);
    var random = new Random(71);

    for (int round = 0; round < 2_000; round++) {
      int[] cuts = random.ints(random.nextInt(12), 0, bytes.length + 1).sorted().toArray();
      assertThat(parse(bytes, LIMITS, cuts)).as("seed 71, round %d", round).isEqualTo(REQUESTS);
    }
    int[] everyByte = java.util.stream.IntStream.range(0, bytes.length).toArray();
    assertThat(parse(bytes, LIMITS, everyByte)).isEqualTo(REQUESTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*x~ | invalid multibulk length",
        "*21~ | invalid multibulk length",
        "*9999999999999999999~ | invalid multibulk length",
        "*01~ | invalid multibulk length",
        "*1~$-1~ | invalid bulk length",
        "*1~$1001~ | invalid bulk length",
        "*1~$1e3~ | invalid bulk length",
        "*1~*1~ | expected '$', got '*'",
        "*1~PING~ | expected '$', got 'P'",
        "*1~$4~PINGxx | expected CR and LF after 4 bytes",
        "*1^ | expected CR before LF",
        "get \"k~ | unbalanced quotes in request",
        "get 'k'x~ | unbalanced quotes in request",
      })
  void saysWhatIsWrongWithTheBytes(String text, String problem) {
    byte[] bytes = bytes(text.replace("~", "\r\n").replace("^", "\n"));

    assertThatThrownBy(() -> parse(bytes, LIMITS))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(problem);
  }

  @Test
  void refusesARequestWhoseWordsAreTooLongTogether() {
    String words = ("$1000\r\n" + "x".repeat(1_000) + "\r\n").repeat(5);

    assertThatThrownBy(() -> parse(bytes("*5\r\n" + words), LIMITS))
        .hasMessageContaining("too big request, allowed are 4000 bytes");
  }

  @Test
  void refusesALineWithoutAnEnd() {
    byte[] endless = bytes("x".repeat(RequestLimits.LINE_BYTES + 1));
    byte[] ended = bytes("x".repeat(RequestLimits.LINE_BYTES + 1) + "\r\n");

    assertThatThrownBy(() -> parse(endless, LIMITS)).hasMessage("too big inline request");
    assertThatThrownBy(() -> parse(ended, LIMITS)).hasMessage("too big inline request");
  }

  @Test
  void allowsStrangersLessThanOthers() {
    assertThatThrownBy(() -> parse(bytes("*11\r\n"), RequestLimits.STRANGER))
        .hasMessage("unauthenticated multibulk length");
    assertThatThrownBy(() -> parse(bytes("*1\r\n$20000\r\n"), RequestLimits.STRANGER))
        .hasMessage("unauthenticated bulk length");
  }

  @Test
  void keepsMemoryForWhatArrivedOnly() throws ProtocolException {
    var parser = new RequestParser();
    parser.feed(Buffer.buffer("*1000000\r\n$500000000\r\nabc"));

    Request none = parser.next(new RequestLimits(Integer.MAX_VALUE, 1 << 20, Integer.MAX_VALUE));

    assertThat(none).isNull();
    assertThat(parser.waitingBytes()).isEqualTo(3);
  }

  /** Neither hangs nor throws anything but the one exception, and cuts change nothing. */
  @Test
  void takesAnyBytes() {
    var random = new Random(72);
    byte[] alphabet = bytes("*$\r\n0123456789-\"'\\x aGET");

    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      int[] cuts = random.ints(random.nextInt(5), 0, bytes.length + 1).sorted().toArray();

      assertThat(outcome(bytes, cuts)).as("seed 72, round %d", round).isEqualTo(outcome(bytes));
    }
  }

  @Test
  void takesRequestsOfWhichAFewBytesAreWrong() {
    var random = new Random(73);
    byte[] whole = bytes(STREAM);

    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int[] cuts = random.ints(random.nextInt(5), 0, bytes.length + 1).sorted().toArray();

      assertThat(outcome(bytes, cuts)).as("seed 73, round %d", round).isEqualTo(outcome(bytes));
    }
  }

  private static List<Object> outcome(byte[] bytes, int... cuts) {
    List<Object> found = new ArrayList<>();
    try {
      parseInto(found, bytes, LIMITS, cuts);
    } catch (ProtocolException e) {
      found.add(e.getMessage());
    }
    return found;
  }

  private static List<Object> parse(byte[] bytes, RequestLimits limits, int... cuts)
      throws ProtocolException {
    List<Object> found = new ArrayList<>();
    parseInto(found, bytes, limits, cuts);
    return found;
  }

  private static void parseInto(List<Object> found, byte[] bytes, RequestLimits limits, int... cuts)
      throws ProtocolException {
    var parser = new RequestParser();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      parser.feed(Buffer.buffer().appendBytes(bytes, from, to - from));
      from = to;
      Request request = parser.next(limits);
      while (request != null) {
        found.add(words(request));
        request = parser.next(limits);
      }
    }
  }

  private static List<String> words(Request request) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < request.size(); i++) {
      words.add(new String(request.word(i), StandardCharsets.ISO_8859_1));
    }
    return words;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
