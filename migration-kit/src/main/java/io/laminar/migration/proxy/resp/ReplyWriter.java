package io.laminar.migration.proxy.resp;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lays replies into bytes. */
public final class ReplyWriter {

  private static final byte[] END = {'\r', '\n'};
  private static final byte[] NULL_2 = "$-1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL_3 = "_\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZERO = ":0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ONE = ":1\r\n".getBytes(StandardCharsets.US_ASCII);

  private ReplyWriter() {}

  /**
   * Appends a reply.
   *
   * @param version of the protocol, 2 or 3
   */
  public static void write(Reply reply, int version, Buffer out) {
    if (reply == Reply.OK) {
      out.appendBytes(OK);
    } else if (reply == Reply.ONE) {
      out.appendBytes(ONE);
    } else if (reply == Reply.ZERO) {
      out.appendBytes(ZERO);
    } else if (reply instanceof Reply.Bulk bulk) {
      head('$', bulk.bytes().length(), out);
      out.appendBuffer(bulk.bytes()).appendBytes(END);
    } else if (reply instanceof Reply.Null) {
      out.appendBytes(version == 2 ? NULL_2 : NULL_3);
    } else if (reply instanceof Reply.Whole whole) {
      head(':', whole.value(), out);
    } else if (reply instanceof Reply.Simple simple) {
      line('+', simple.text(), out);
    } else if (reply instanceof Reply.Failure failure) {
      line('-', failure.text(), out);
    } else {
      writeLarge(reply, version, out);
    }
  }

  private static void writeLarge(Reply reply, int version, Buffer out) {
    if (reply instanceof Reply.Many many) {
      head('*', many.items().size(), out);
      writeAll(many.items(), version, out);
    } else if (reply instanceof Reply.Pairs pairs) {
      int size = pairs.items().size();
      head(version == 2 ? '*' : '%', version == 2 ? size : size / 2, out);
      writeAll(pairs.items(), version, out);
    } else if (reply instanceof Reply.Text text) {
      byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
      if (version == 2) {
        head('$', bytes.length, out);
      } else {
        head('=', bytes.length + 4, out);
        out.appendString("txt:");
      }
      out.appendBytes(bytes).appendBytes(END);
    }
  }

  private static void writeAll(List<Reply> items, int version, Buffer out) {
    for (Reply item : items) {
      write(item, version, out);
    }
  }

  private static void head(char type, long number, Buffer out) {
    line(type, Long.toString(number), out);
  }

  private static void line(char type, String text, Buffer out) {
    out.appendByte((byte) type).appendString(text).appendBytes(END);
  }
}
