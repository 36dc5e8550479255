package io.laminar.stats.event;

/**
 * Events as the value of a Kafka record.
 *
 * <p>What is written is version {@value #VERSION}; it is laid out by {@link BinaryLayout}. Records
 * of version 1, which are JSON ({@link JsonLayout}), are read too, so a topic may hold both.
 *
 * <p>A field may be added within a version: readers pass over what they do not know. Whatever
 * changes the meaning of a record takes a new version, and a reader refuses versions and types that
 * it does not know. So readers are updated before writers. Thread-safe.
 */
public final class EventCodec {

  /** The layout that is written, and the newest that is read. */
  public static final int VERSION = BinaryLayout.VERSION;

  private EventCodec() {}

  /** Lays an event into bytes. */
  public static byte[] encode(Event event) {
    return BinaryLayout.encode(event);
  }

  /**
   * Reads an event.
   *
   * @throws EventFormatException if the bytes are not an event, or one of a newer version
   */
  public static Event decode(byte[] bytes) throws EventFormatException {
    if (bytes == null || bytes.length == 0) {
      throw new EventFormatException("the record is empty");
    }
    return switch (bytes[0]) {
      case BinaryLayout.MAGIC -> BinaryLayout.decode(bytes);
      case '{' -> JsonLayout.decode(bytes);
      default ->
          throw new EventFormatException(
              "a record begins with 'L' or '{', this one with 0x"
                  + Integer.toHexString(bytes[0] & 0xff));
    };
  }
}
