package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.memcached.Reply.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyReaderTest {

  private static final String ALL =
      "HD\r\n"
          + "VA 4 c18446744073709551615 t-1\r\n"
          + "EN\r\n\r\n"
          + "EN\r\n"
          + "VA 0 t30\r\n\r\n"
          + "EX\r\n"
          + "STORED\r\n"
          + "NF\r\n"
          + "STAT a 1\r\n"
          + "STAT b c d\r\n"
          + "END\r\n"
          + "VERSION 1.6.18\r\n"
          + "SERVER_ERROR out of memory\r\n"
          + "NS\r\n";

  private final List<Reply> replies = new ArrayList<>();
  private final ReplyReader reader = new ReplyReader(replies::add);

  @Test
  void readsEveryKindOfReply() {
    reader.feed(Buffer.buffer(ALL));

    assertAll();
  }

  @Test
  void readsTheSameWhereverThePacketsAreCut() {
    for (int size = 1; size < 40; size++) {
      replies.clear();
      Buffer all = Buffer.buffer(ALL);
      for (int at = 0; at < all.length(); at += size) {
        reader.feed(all.slice(at, Math.min(all.length(), at + size)));
      }
      assertAll();
    }
  }

  private void assertAll() {
    assertThat(replies)
        .containsExactly(
            Reply.DONE,
            new Reply(Kind.VALUE, Buffer.buffer("EN\r\n"), -1, -1, ""),
            Reply.ABSENT,
            new Reply(Kind.VALUE, Buffer.buffer(), 0, 30, ""),
            Reply.RACED,
            Reply.DONE,
            Reply.ABSENT,
            Reply.of(Kind.TEXT, "a 1\nb c d\n"),
            Reply.of(Kind.TEXT, "1.6.18"),
            Reply.of(Kind.FAILED, "SERVER_ERROR out of memory"),
            Reply.RACED);
  }

  @Test
  void readsALargeValueInManyPackets() {
    Buffer value = Buffer.buffer(new byte[3_000_000]);
    reader.feed(Buffer.buffer("VA 3000000\r\n"));
    for (int at = 0; at < value.length(); at += 65_536) {
      reader.feed(value.slice(at, Math.min(value.length(), at + 65_536)));
    }
    reader.feed(Buffer.buffer("\r\nHD\r\n"));

    assertThat(replies).hasSize(2);
    assertThat(replies.get(0).value()).isEqualTo(value);
  }

  @Test
  void refusesWhatNoServerSays() {
    for (String nonsense :
        List.of(
            "HTTP/1.1 400 Bad Request\r\n",
            "VA x\r\n",
            "VA \r\n",
            "VA 2\r\nabcd\r\n",
            "VA 99999999999\r\n",
            "x".repeat(5_000))) {
      var fresh = new ReplyReader(reply -> {});
      assertThatThrownBy(() -> fresh.feed(Buffer.buffer(nonsense)))
          .as(nonsense.substring(0, 4))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
