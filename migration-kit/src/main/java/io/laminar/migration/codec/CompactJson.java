package io.laminar.migration.codec;

import io.vertx.core.buffer.Buffer;

/**
 * JSON in fewer bytes, and back to the very same bytes.
 *
 * <p>Two bytes that no UTF-8 text begins with ({@code C1 4A}), then one value. A value begins with
 * its kind (one byte): an integer is a zigzag varint, a string its length as a varint and its bytes
 * as they stand between the quotes, an object or array the number of its members and then these.
 * Text that could not be given back byte for byte (white space between tokens, what is not JSON at
 * all) is left as it is, so nothing is ever lost.
 */
final class CompactJson {

  private static final byte MAGIC_0 = (byte) 0xC1;
  private static final byte MAGIC_1 = 0x4A;

  private CompactJson() {}

  static boolean isCompact(Buffer stored) {
    return stored.length() > 2 && stored.getByte(0) == MAGIC_0 && stored.getByte(1) == MAGIC_1;
  }

  /** The compact form, or the value itself if it has none. */
  static Buffer fromJson(Buffer json) {
    var packer = new JsonPacker(json.getBytes());
    Buffer packed = Buffer.buffer(json.length()).appendByte(MAGIC_0).appendByte(MAGIC_1);
    return packer.packInto(packed) ? packed : json;
  }

  /**
   * The JSON that it was made from.
   *
   * @throws IllegalArgumentException if the bytes are not what {@link #fromJson} makes
   */
  static Buffer toJson(Buffer compact) {
    return new JsonUnpacker(compact.getBytes(2, compact.length())).unpack();
  }

  /** What a value begins with. */
  enum Kind {
    NULL("null"),
    FALSE("false"),
    TRUE("true"),
    INTEGER(""),
    NUMBER(""),
    STRING(""),
    ARRAY(""),
    OBJECT("");

    /** What it is written as, if it is always the same. */
    final String literal;

    Kind(String literal) {
      this.literal = literal;
    }
  }
}
