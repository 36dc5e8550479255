package io.laminar.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The status line of an answer, and the headers that are looked at. */
final class Head {

  private static final byte[] CONTENT_LENGTH = ascii("content-length");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
  private static final byte[] CONNECTION = ascii("connection");
  private static final byte[] NO_BID = ascii("x-no-bid");
  private static final int STATUS_AT = 9; // after "HTTP/1.1 "
  private static final int MIN_STATUS_LINE = STATUS_AT + 3;
  private static final int SHOWN = 40;
  private static final int UNKNOWN = -1;

  /** Where the empty line after it ends. */
  int end;

  int status;

  /** {@link #UNKNOWN} if it is not stated. */
  long bodyLength = UNKNOWN;

  boolean isChunked;
  boolean closes;

  /** Null if there is no such header. */
  String noBid;

  /** Why it is no head; null if it is one. */
  String problem;

  private Head() {}

  /** The head that begins there; null if it is not complete. */
  static Head parse(byte[] bytes, int from) {
    int line = lineEnd(bytes, from);
    if (line < 0) {
      return null;
    }
    var head = new Head();
    head.readStatus(bytes, from, line);
    int next = line + 2;
    while (head.problem == null) {
      line = lineEnd(bytes, next);
      if (line < 0) {
        return null;
      }
      if (line == next) {
        head.end = line + 2;
        return head;
      }
      head.readHeader(bytes, next, line);
      next = line + 2;
    }
    return head;
  }

  /** Where the next CR LF is; -1 if there is none yet. */
  static int lineEnd(byte[] bytes, int from) {
    int last = bytes.length - 1;
    for (int i = from; i < last; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** RFC 9112, 6.3: no length and no chunks, so the body ends with the connection. */
  boolean endsWithConnection() {
    return bodyLength == UNKNOWN && !isChunked;
  }

  private void readStatus(byte[] bytes, int from, int to) {
    boolean isHttp =
        to - from >= MIN_STATUS_LINE
            && bytes[from] == 'H'
            && bytes[from + 4] == '/'
            && bytes[from + 5] == '1';
    if (!isHttp) {
      int shown = Math.min(to - from, SHOWN);
      String start = new String(bytes, from, shown, StandardCharsets.ISO_8859_1);
      problem = "the answer does not begin as HTTP/1.1 does: " + start;
      return;
    }
    closes = bytes[from + 7] == '0'; // RFC 9112, 9.3: HTTP/1.0 closes unless it says otherwise
    for (int i = from + STATUS_AT; i < from + STATUS_AT + 3; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        problem = "the answer has no status";
        return;
      }
      status = status * 10 + digit;
    }
    if (status == 204 || status == 304 || status < 200) {
      bodyLength = 0; // RFC 9112, 6.3: these never have a body
    }
  }

  private void readHeader(byte[] bytes, int from, int to) {
    int colon = from;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    switch (colon - from) {
      case 14 -> {
        if (bodyLength == UNKNOWN && isNamed(CONTENT_LENGTH, bytes, from)) {
          readLength(value(bytes, colon, to));
        }
      }
      case 17 ->
          isChunked |=
              bodyLength != 0
                  && isNamed(TRANSFER_ENCODING, bytes, from)
                  && value(bytes, colon, to).toLowerCase(Locale.ROOT).endsWith("chunked");
      case 10 -> {
        if (isNamed(CONNECTION, bytes, from)) {
          closes = value(bytes, colon, to).equalsIgnoreCase("close");
        }
      }
      case 8 -> {
        if (isNamed(NO_BID, bytes, from)) {
          noBid = value(bytes, colon, to);
        }
      }
      default -> {
        // not looked at
      }
    }
  }

  private void readLength(String text) {
    try {
      bodyLength = Long.parseLong(text);
    } catch (NumberFormatException e) {
      bodyLength = UNKNOWN;
    }
    if (bodyLength < 0) {
      problem = "the content-length of the answer is " + text;
    }
  }

  /** Names differ in case only in bit 5, and hold no other characters for which that matters. */
  private static boolean isNamed(byte[] name, byte[] bytes, int from) {
    for (int i = 0; i < name.length; i++) {
      if ((bytes[from + i] | 0x20) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static String value(byte[] bytes, int colon, int to) {
    return new String(bytes, colon + 1, to - colon - 1, StandardCharsets.US_ASCII).trim();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
