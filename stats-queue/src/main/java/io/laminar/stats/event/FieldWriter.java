package io.laminar.stats.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes fields as {@link BinaryLayout} lays them out; grows as needed. Not thread-safe. */
final class FieldWriter {

  private static final int FEW_BYTES = 64;

  private byte[] bytes;
  private int size;

  FieldWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  void raw(int value) {
    need(1);
    bytes[size++] = (byte) value;
  }

  /** A number that is not negative. */
  void number(int field, long value) {
    varint((long) field << 1);
    varint(value);
  }

  /** A number that readers take for 0 if it is not there. */
  void numberUnlessZero(int field, long value) {
    if (value != 0) {
      number(field, value);
    }
  }

  void text(int field, String text) {
    bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A text that readers take for empty if it is not there. */
  void textUnlessEmpty(int field, String text) {
    if (!text.isEmpty()) {
      text(field, text);
    }
  }

  /** Fields within a field. */
  void nested(int field, FieldWriter fields) {
    varint((long) field << 1 | 1);
    varint(fields.size);
    append(fields.bytes, fields.size);
  }

  static FieldWriter small() {
    return new FieldWriter(FEW_BYTES);
  }

  void clear() {
    size = 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void bytes(int field, byte[] value) {
    varint((long) field << 1 | 1);
    varint(value.length);
    append(value, value.length);
  }

  private void varint(long value) {
    need(Varint.LONGEST);
    long rest = value;
    while (rest >= Varint.MORE) {
      bytes[size++] = (byte) (rest | Varint.MORE);
      rest >>>= Varint.BITS;
    }
    bytes[size++] = (byte) rest;
  }

  private void append(byte[] value, int length) {
    need(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  private void need(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
