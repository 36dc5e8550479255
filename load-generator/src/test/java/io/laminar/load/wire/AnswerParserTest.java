package io.laminar.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {

  private static final String BID =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCONTENT-length: 5\r\n\r\n{\"a\"}";
  private static final String NO_BID = "HTTP/1.1 204 No Content\r\nX-No-Bid:  no-match \r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
          + "3\r\n{\"a\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";

  private final List<String> told = new ArrayList<>();
  private final AnswerParser parser = parser();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void readsAnswersHoweverTheBytesAreCut(int size) {
    String all = BID + NO_BID + CHUNKED + BID;
    for (int at = 0; at < all.length(); at += size) {
      parser.read(Buffer.buffer(all.substring(at, Math.min(all.length(), at + size))));
    }

    assertThat(told)
        .containsExactly("200 {\"a\"} ", "204  no-match", "200 {\"a0123456789 ", "200 {\"a\"} ");
  }

  @Test
  void readsAnEmptyBody() {
    read("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" + NO_BID);

    assertThat(told).containsExactly("200  ", "204  no-match");
  }

  @Test
  void passesOverInterimAnswers() {
    read("HTTP/1.1 100 Continue\r\n\r\n" + BID);

    assertThat(told).containsExactly("200 {\"a\"} ");
  }

  @Test
  void tellsThatTheServerWillClose() {
    read("HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 1\r\n\r\nx");
    read("HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\ny");
    read("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nz");

    assertThat(told).containsExactly("200 x  closing", "200 y  closing", "200 z ");
  }

  @Test
  void takesTheEndOfTheConnectionForTheEndOfABodyWithoutLength() {
    read("HTTP/1.1 200 OK\r\n\r\nall ");
    read("of it");
    assertThat(told).isEmpty();

    parser.closed();

    assertThat(told).containsExactly("200 all of it  closing");
  }

  @Test
  void tellsOfNoAnswerThatTheEndOfTheConnectionCutOff() {
    read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc");

    parser.closed();

    assertThat(told).isEmpty();
  }

  @Test
  void refusesWhatIsNoAnswer() {
    assertThat(problem("SSH-2.0-OpenSSH_9.2\r\n\r\n"))
        .contains("does not begin as HTTP/1.1 does: SSH-2.0-OpenSSH_9.2");
    assertThat(problem("HTTP/1.1 abc OK\r\n\r\n")).contains("no status");
    assertThat(problem("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"))
        .contains("content-length of the answer is -1");
    assertThat(problem("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"))
        .contains("a chunk has no size");
    assertThat(problem("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n"))
        .contains("answer is longer than 4194304 bytes");
    assertThat(problem("x".repeat(70_000))).contains("head of an answer is too long");
  }

  @Test
  void saysNothingMoreOnceItIsBroken() {
    read("nonsense\r\n\r\n");
    read(BID);
    parser.closed();

    assertThat(told).hasSize(1);
  }

  private String problem(String text) {
    told.clear();
    parser().read(Buffer.buffer(text));
    return String.join("", told);
  }

  private void read(String text) {
    parser.read(Buffer.buffer(text));
  }

  private AnswerParser parser() {
    return new AnswerParser(
        new AnswerParser.Listener() {
          @Override
          public void answered(int status, MultiMap headers, Buffer body, boolean keepsAlive) {
            String noBid = headers.contains("x-no-bid") ? headers.get("x-no-bid") : "";
            told.add(status + " " + body + " " + noBid + (keepsAlive ? "" : " closing"));
          }

          @Override
          public void broken(String problem) {
            told.add("broken: " + problem);
          }
        });
  }
}
