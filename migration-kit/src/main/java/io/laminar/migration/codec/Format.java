package io.laminar.migration.codec;

import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;

/**
 * The format in which an entry is written. Which one a value was written in can be seen from its
 * first bytes, so {@link #decode} needs no hint.
 *
 * <p>An envelope is {@value #HEADER_BYTES} bytes and then the value: four bytes that no UTF-8 text
 * begins with ({@code C1 4C 4D 01}), the version (8 bytes, big-endian), the absolute expiry in
 * milliseconds (8 bytes, big-endian, 0 = never) and flags (1 byte: 1 = tombstone).
 */
public enum Format {
  /** The bare value: no version, so what is read from it is {@link Entry#LEGACY_VERSION}. */
  PLAIN {
    @Override
    public Buffer encode(Entry entry) {
      if (isEnvelope(entry.value())) {
        throw new IllegalArgumentException(
            "a plain value must not begin with C1 4C 4D 01, which marks an envelope");
      }
      return entry.value();
    }
  },

  /** Header and value. */
  ENVELOPE {
    @Override
    public Buffer encode(Entry entry) {
      return Buffer.buffer(HEADER_BYTES + entry.value().length())
          .appendInt(MAGIC)
          .appendLong(entry.version())
          .appendLong(entry.expiresAt())
          .appendByte((byte) (entry.tombstone() ? TOMBSTONE : 0))
          .appendBuffer(entry.value());
    }
  };

  /** The length of an envelope's header. */
  public static final int HEADER_BYTES = 21;

  /** The first four bytes of an envelope. */
  public static final int MAGIC = 0xC14C4D01;

  private static final int TOMBSTONE = 1;

  /**
   * Lays an entry into bytes.
   *
   * @throws IllegalArgumentException if the format cannot hold the entry
   */
  public abstract Buffer encode(Entry entry);

  /** True if the bytes are an envelope. */
  public static boolean isEnvelope(Buffer bytes) {
    return bytes.length() >= HEADER_BYTES && bytes.getInt(0) == MAGIC;
  }

  /** Reads bytes in either format; a bare value is an entry of unknown age that never expires. */
  public static Entry decode(Buffer bytes) {
    if (!isEnvelope(bytes)) {
      return Entry.of(bytes, Entry.LEGACY_VERSION);
    }
    long version = bytes.getLong(4);
    if ((bytes.getByte(20) & TOMBSTONE) != 0) {
      return Entry.tombstone(version);
    }
    return Entry.of(bytes.slice(HEADER_BYTES, bytes.length()), version, bytes.getLong(12));
  }
}
