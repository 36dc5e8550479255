package io.laminar.migration.memcached;

import io.laminar.migration.memcached.Reply.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts what a server sends into {@linkplain Reply replies}, wherever the packets are cut. Belongs
 * to one connection.
 */
final class ReplyReader {

  private static final int FIRST_BYTES = 8 * 1024;
  private static final int KEPT_BYTES = 256 * 1024;
  private static final int MAX_LINE_BYTES = 4 * 1024;
  private static final int MAX_VALUE_BYTES = 1 << 30; // the server's own limit
  private static final String STATISTIC = "STAT ";

  private final Consumer<Reply> replies;
  private byte[] data = new byte[FIRST_BYTES];
  private int start;
  private int end;
  private StringBuilder statistics; // null outside of them

  ReplyReader(Consumer<Reply> replies) {
    this.replies = replies;
  }

  /**
   * Takes what came and gives on the replies that are complete.
   *
   * @throws IllegalArgumentException if this is not what a Memcached server says
   */
  void feed(Buffer chunk) {
    append(chunk);
    while (takeReply()) {
      // the next one
    }
    if (start == end && data.length > KEPT_BYTES) {
      data = new byte[FIRST_BYTES];
      start = 0;
      end = 0;
    }
  }

  private void append(Buffer chunk) {
    if (start == end) {
      start = 0;
      end = 0;
    }
    if (end + chunk.length() > data.length) {
      int used = end - start;
      byte[] larger =
          used + chunk.length() > data.length
              ? new byte[Math.max(2 * data.length, used + chunk.length())]
              : data;
      System.arraycopy(data, start, larger, 0, used);
      data = larger;
      start = 0;
      end = used;
    }
    chunk.getBytes(data, end);
    end += chunk.length();
  }

  private boolean takeReply() {
    int newline = start;
    while (newline < end && data[newline] != '\n') {
      newline++;
    }
    if (newline == end) {
      if (end - start > MAX_LINE_BYTES) {
        throw new IllegalArgumentException("a line of more than " + MAX_LINE_BYTES + " bytes");
      }
      return false;
    }
    int lineEnd = newline > start && data[newline - 1] == '\r' ? newline - 1 : newline;
    if (begins("VA ", lineEnd)) {
      return takeValue(lineEnd, newline + 1);
    }
    takeLine(lineEnd);
    start = newline + 1;
    return true;
  }

  /** {@code VA <bytes> <flags>*\r\n<value>\r\n}, protocol.txt, "Meta Get". */
  private boolean takeValue(int lineEnd, int valueStart) {
    int space = indexOf(' ', start + 3, lineEnd);
    long length = number(start + 3, space);
    if (length < 0 || length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException("a value of " + length + " bytes");
    }
    int valueEnd = valueStart + (int) length;
    if (end < valueEnd + 2) {
      return false;
    }
    if (data[valueEnd] != '\r' || data[valueEnd + 1] != '\n') {
      throw new IllegalArgumentException("a value that is longer than " + length + " bytes");
    }
    long cas = 0;
    long ttlSeconds = -1;
    for (int flag = space + 1; flag < lineEnd; flag = indexOf(' ', flag, lineEnd) + 1) {
      int flagEnd = indexOf(' ', flag, lineEnd);
      if (data[flag] == 'c') {
        cas = number(flag + 1, flagEnd);
      } else if (data[flag] == 't' && data[flag + 1] != '-') {
        ttlSeconds = number(flag + 1, flagEnd);
      }
    }
    Buffer value = Buffer.buffer(Arrays.copyOfRange(data, valueStart, valueEnd));
    start = valueEnd + 2;
    replies.accept(new Reply(Kind.VALUE, value, cas, ttlSeconds, ""));
    return true;
  }

  private void takeLine(int lineEnd) {
    if (begins(STATISTIC, lineEnd)) {
      if (statistics == null) {
        statistics = new StringBuilder();
      }
      statistics.append(line(lineEnd).substring(STATISTIC.length())).append('\n');
      return;
    }
    String line = line(lineEnd);
    if (line.equals("END")) {
      String all = statistics == null ? "" : statistics.toString();
      statistics = null;
      replies.accept(Reply.of(Kind.TEXT, all));
    } else {
      replies.accept(reply(line));
    }
  }

  private static Reply reply(String line) {
    int space = line.indexOf(' ');
    String word = space < 0 ? line : line.substring(0, space);
    return switch (word) {
      case "HD", "MN", "STORED" -> Reply.DONE;
      case "EN", "NF", "NOT_FOUND" -> Reply.ABSENT;
      case "EX", "EXISTS", "NS", "NOT_STORED" -> Reply.RACED;
      case "VERSION" -> Reply.of(Kind.TEXT, line.substring(space + 1));
      case "SERVER_ERROR" -> Reply.of(Kind.FAILED, line);
      case "CLIENT_ERROR", "ERROR" -> Reply.of(Kind.BROKEN, line);
      default -> throw new IllegalArgumentException("\"" + line + "\"");
    };
  }

  private boolean begins(String word, int lineEnd) {
    if (lineEnd - start < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (data[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where it is, or {@code to} if it is not there. */
  private int indexOf(char wanted, int from, int to) {
    int at = from;
    while (at < to && data[at] != wanted) {
      at++;
    }
    return at;
  }

  /** Tokens use all 64 bits, so this may be negative; equal texts give equal numbers. */
  private long number(int from, int to) {
    if (from >= to) {
      throw new IllegalArgumentException("a number is missing");
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = data[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("the byte " + data[i] + " in a number");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private String line(int lineEnd) {
    return new String(data, start, lineEnd - start, StandardCharsets.UTF_8);
  }
}
