package io.laminar.migration.codec;

import io.laminar.migration.codec.CompactJson.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Reads JSON without white space between its tokens and writes it packed. One use. */
final class JsonPacker {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_DIGITS = 18;

  private final byte[] json;
  private int at;

  JsonPacker(byte[] json) {
    this.json = json;
  }

  /** False if the bytes are not such JSON; then what was appended means nothing. */
  boolean packInto(Buffer packed) {
    return value(packed, 0) && at == json.length;
  }

  private boolean value(Buffer packed, int depth) {
    if (at >= json.length || depth > MAX_DEPTH) {
      return false;
    }
    return switch (json[at]) {
      case 'n' -> literal(Kind.NULL, packed);
      case 'f' -> literal(Kind.FALSE, packed);
      case 't' -> literal(Kind.TRUE, packed);
      case '"' -> kind(Kind.STRING, packed) && string(packed);
      case '[' -> members(Kind.ARRAY, ']', packed, depth);
      case '{' -> members(Kind.OBJECT, '}', packed, depth);
      default -> number(packed);
    };
  }

  private static boolean kind(Kind kind, Buffer packed) {
    packed.appendByte((byte) kind.ordinal());
    return true;
  }

  private boolean literal(Kind kind, Buffer packed) {
    for (int i = 0; i < kind.literal.length(); i++, at++) {
      if (at >= json.length || json[at] != kind.literal.charAt(i)) {
        return false;
      }
    }
    return kind(kind, packed);
  }

  /** What stands between two quotes, escapes as they are. */
  private boolean string(Buffer packed) {
    int from = at + 1;
    int to = from;
    while (to < json.length && json[to] != '"') {
      to += json[to] == '\\' ? 2 : 1;
    }
    if (to >= json.length) {
      return false;
    }
    appendVarint(packed, to - from);
    packed.appendBytes(json, from, to - from);
    at = to + 1;
    return true;
  }

  private boolean members(Kind kind, char end, Buffer packed, int depth) {
    Buffer inside = Buffer.buffer();
    int count = 0;
    at++;
    if (at < json.length && json[at] == end) {
      at++;
    } else {
      boolean more;
      do {
        if (kind == Kind.OBJECT && !name(inside)
            || !value(inside, depth + 1)
            || at >= json.length) {
          return false;
        }
        count++;
        more = json[at] == ',';
        if (!more && json[at] != end) {
          return false;
        }
        at++;
      } while (more);
    }
    kind(kind, packed);
    appendVarint(packed, count);
    packed.appendBuffer(inside);
    return true;
  }

  private boolean name(Buffer packed) {
    if (at >= json.length || json[at] != '"' || !string(packed)) {
      return false;
    }
    return at < json.length && json[at++] == ':';
  }

  private boolean number(Buffer packed) {
    int from = at;
    while (at < json.length && "+-.eE0123456789".indexOf(json[at]) >= 0) {
      at++;
    }
    String text = new String(json, from, at - from, StandardCharsets.US_ASCII);
    if (text.isEmpty()) {
      return false;
    }
    if (isPlainInteger(text)) {
      long value = Long.parseLong(text);
      kind(Kind.INTEGER, packed);
      appendVarint(packed, value << 1 ^ value >> 63);
      return true;
    }
    kind(Kind.NUMBER, packed);
    appendVarint(packed, text.length());
    packed.appendString(text);
    return true;
  }

  /** One that is written the only way it can be. */
  private static boolean isPlainInteger(String text) {
    int digits = text.charAt(0) == '-' ? text.length() - 1 : text.length();
    if (digits == 0 || digits > MAX_DIGITS) {
      return false;
    }
    for (int i = text.length() - digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    char first = text.charAt(text.length() - digits);
    return first != '0' || text.equals("0");
  }

  private static void appendVarint(Buffer packed, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      packed.appendByte((byte) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    packed.appendByte((byte) left);
  }
}
