package io.laminar.stats.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields as {@link BinaryLayout} lays them out. {@link #next} goes to a field; its value is
 * then read once, or passed over by the next {@link #next}. Not thread-safe.
 */
final class FieldReader {

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private boolean isBytes;
  private int valueAt;
  private int valueEnd;
  private long number;

  FieldReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Goes to the next field; false if there is none. */
  boolean next() throws EventFormatException {
    if (at == end) {
      return false;
    }
    int begin = at;
    long key = varint();
    long wide = key >>> 1;
    if (wide == 0 || wide > Integer.MAX_VALUE) {
      throw new EventFormatException("no field has the number " + wide + ", at byte " + begin);
    }
    field = (int) wide;
    isBytes = (key & 1) == 1;
    number = varint();
    if (isBytes) {
      if (number > end - at) {
        throw new EventFormatException(
            "field "
                + field
                + " at byte "
                + begin
                + " claims "
                + number
                + " bytes, "
                + (end - at)
                + " are left");
      }
      valueAt = at;
      valueEnd = at + (int) number;
      at = valueEnd;
    }
    return true;
  }

  int field() {
    return field;
  }

  long number() throws EventFormatException {
    if (isBytes) {
      throw new EventFormatException("field " + field + " must be a number, is bytes");
    }
    return number;
  }

  String text() throws EventFormatException {
    requireBytes();
    for (int i = valueAt; i < valueEnd; i++) {
      if (bytes[i] < 0) {
        return wideText();
      }
    }
    return new String(bytes, valueAt, valueEnd - valueAt, StandardCharsets.ISO_8859_1);
  }

  FieldReader nested() throws EventFormatException {
    requireBytes();
    return new FieldReader(bytes, valueAt, valueEnd);
  }

  private String wideText() throws EventFormatException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, valueAt, valueEnd - valueAt))
          .toString();
    } catch (CharacterCodingException e) {
      throw new EventFormatException("field " + field + " is not UTF-8");
    }
  }

  private void requireBytes() throws EventFormatException {
    if (!isBytes) {
      throw new EventFormatException("field " + field + " must be bytes, is a number");
    }
  }

  private long varint() throws EventFormatException {
    int begin = at;
    long value = 0;
    for (int shift = 0; at < end; shift += Varint.BITS) {
      byte next = bytes[at++];
      if (shift > (Varint.LONGEST - 1) * Varint.BITS) {
        throw new EventFormatException("a number at byte " + begin + " is longer than 63 bits");
      }
      value |= (next & (Varint.MORE - 1)) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new EventFormatException("the record ends within a number at byte " + begin);
  }
}
