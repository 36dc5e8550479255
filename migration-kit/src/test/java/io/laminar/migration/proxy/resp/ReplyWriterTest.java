package io.laminar.migration.proxy.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyWriterTest {

  @Test
  void writesWhatBothVersionsShare() {
    assertThat(both(Reply.OK)).isEqualTo("+OK\r\n");
    assertThat(both(new Reply.Simple("PONG"))).isEqualTo("+PONG\r\n");
    assertThat(both(Reply.whole(0))).isEqualTo(":0\r\n");
    assertThat(both(Reply.whole(-12))).isEqualTo(":-12\r\n");
    assertThat(both(Reply.bulk("ä"))).isEqualTo("$2\r\nä\r\n");
    assertThat(both(Reply.bulk(""))).isEqualTo("$0\r\n\r\n");
    assertThat(both(new Reply.Many(List.of(Reply.ONE, Reply.bulk("a")))))
        .isEqualTo("*2\r\n:1\r\n$1\r\na\r\n");
  }

  @Test
  void writesNothingPairsAndTextsByTheVersion() {
    var pairs = new Reply.Pairs(List.of(Reply.bulk("a"), Reply.NULL));

    assertThat(written(pairs, 2)).isEqualTo("*2\r\n$1\r\na\r\n$-1\r\n");
    assertThat(written(pairs, 3)).isEqualTo("%1\r\n$1\r\na\r\n_\r\n");
    assertThat(written(new Reply.Text("hi"), 2)).isEqualTo("$2\r\nhi\r\n");
    assertThat(written(new Reply.Text("hi"), 3)).isEqualTo("=6\r\ntxt:hi\r\n");
  }

  @Test
  void keepsAFailureOnOneLineOfBoundedLength() {
    String line = both(Reply.error("a\r\nb" + "x".repeat(10_000)));

    assertThat(line).startsWith("-ERR a  bxxx").endsWith("…\r\n").hasSizeLessThan(600);
  }

  private static String both(Reply reply) {
    assertThat(written(reply, 3)).isEqualTo(written(reply, 2));
    return written(reply, 2);
  }

  private static String written(Reply reply, int version) {
    Buffer out = Buffer.buffer();
    ReplyWriter.write(reply, version, out);
    return out.toString();
  }
}
