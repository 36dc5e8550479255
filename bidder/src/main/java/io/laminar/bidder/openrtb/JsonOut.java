package io.laminar.bidder.openrtb;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of JSON that grow; kept by its owner and emptied for each use. Not thread-safe. */
final class JsonOut {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MICROS = 1_000_000;

  private byte[] bytes = new byte[4096];
  private int length;

  /** ASCII that needs no escape anywhere in JSON, as bytes for {@link #raw(byte[])}. */
  static byte[] bytesOf(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void clear() {
    length = 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** A copy of what was written. */
  Buffer toBuffer() {
    return Buffer.buffer(length).appendBytes(bytes, 0, length);
  }

  JsonOut raw(byte[] part) {
    return raw(part, part.length);
  }

  private JsonOut raw(byte[] part, int count) {
    ensure(count);
    System.arraycopy(part, 0, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends what another holds. */
  JsonOut raw(JsonOut other) {
    return raw(other.bytes, other.length);
  }

  /** Appends characters that are known to be ASCII and to need no escape. */
  JsonOut ascii(CharSequence text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Appends a whole number. */
  JsonOut number(long value) {
    return ascii(Long.toString(value));
  }

  /** Appends millionths as a decimal number without needless zeros. */
  JsonOut micros(long micros) {
    number(micros / MICROS);
    int fraction = (int) (micros % MICROS);
    if (fraction != 0) {
      ensure(7);
      bytes[length++] = '.';
      for (int unit = MICROS / 10; fraction != 0; unit /= 10) {
        bytes[length++] = (byte) ('0' + fraction / unit);
        fraction %= unit;
      }
    }
    return this;
  }

  /** Appends a string with its quotes. */
  JsonOut string(String text) {
    ensure(1);
    bytes[length++] = '"';
    escaped(text);
    ensure(1);
    bytes[length++] = '"';
    return this;
  }

  /** Appends text as it stands between quotes. */
  JsonOut escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      ensure(6);
      if (c < 0x80) {
        asciiEscaped(c);
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | c >> 6);
        bytes[length++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xe0 | c >> 12);
        bytes[length++] = (byte) (0x80 | c >> 6 & 0x3f);
        bytes[length++] = (byte) (0x80 | c & 0x3f);
      } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        fourBytes(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        unicodeEscape(c); // half a pair has no UTF-8 form
      }
    }
    return this;
  }

  /** Appends JSON that is itself UTF-8, as it stands between quotes. */
  JsonOut escaped(JsonOut json) {
    for (int i = 0; i < json.length; i++) {
      ensure(6);
      byte b = json.bytes[i];
      if (b >= 0) {
        asciiEscaped((char) b);
      } else {
        bytes[length++] = b;
      }
    }
    return this;
  }

  private void asciiEscaped(char c) {
    if (c == '"' || c == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = (byte) c;
    } else if (c >= 0x20) {
      bytes[length++] = (byte) c;
    } else if (c == '\n') {
      bytes[length++] = '\\';
      bytes[length++] = 'n';
    } else {
      unicodeEscape(c);
    }
  }

  private void fourBytes(int codePoint) {
    bytes[length++] = (byte) (0xf0 | codePoint >> 18);
    bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
    bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
    bytes[length++] = (byte) (0x80 | codePoint & 0x3f);
  }

  private void unicodeEscape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    bytes[length++] = HEX[c >> 12 & 0xf];
    bytes[length++] = HEX[c >> 8 & 0xf];
    bytes[length++] = HEX[c >> 4 & 0xf];
    bytes[length++] = HEX[c & 0xf];
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
