package io.laminar.migration.codec;

import io.laminar.migration.codec.CompactJson.Kind;
import io.vertx.core.buffer.Buffer;

/** Reads what {@link JsonPacker} wrote and writes the JSON again. One use. */
final class JsonUnpacker {

  private static final Kind[] KINDS = Kind.values();

  private final byte[] packed;
  private final Buffer json;
  private int at;

  JsonUnpacker(byte[] packed) {
    this.packed = packed;
    this.json = Buffer.buffer(packed.length * 2);
  }

  /**
   * @throws IllegalArgumentException if the bytes end too early or too late
   */
  Buffer unpack() {
    try {
      value();
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not compact JSON: it ends or errs at byte " + at, e);
    }
    if (at != packed.length) {
      throw new IllegalArgumentException(
          "not compact JSON: it ends at byte " + at + " of " + packed.length);
    }
    return json;
  }

  private void value() {
    Kind kind = KINDS[packed[at++]];
    switch (kind) {
      case INTEGER -> integer();
      case NUMBER -> raw();
      case STRING -> string();
      case ARRAY -> members('[', ']', false);
      case OBJECT -> members('{', '}', true);
      default -> json.appendString(kind.literal);
    }
  }

  private void integer() {
    long zigzag = varint();
    json.appendString(Long.toString(zigzag >>> 1 ^ -(zigzag & 1)));
  }

  private void raw() {
    int length = (int) varint();
    if (length < 0 || at + length > packed.length) {
      throw new IndexOutOfBoundsException(length);
    }
    json.appendBytes(packed, at, length);
    at += length;
  }

  private void string() {
    json.appendByte((byte) '"');
    raw();
    json.appendByte((byte) '"');
  }

  private void members(char begin, char end, boolean named) {
    json.appendByte((byte) begin);
    long count = varint();
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        json.appendByte((byte) ',');
      }
      if (named) {
        string();
        json.appendByte((byte) ':');
      }
      value();
    }
    json.appendByte((byte) end);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = packed[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
