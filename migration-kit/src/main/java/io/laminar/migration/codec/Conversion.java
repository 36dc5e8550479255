package io.laminar.migration.codec;

import io.vertx.core.buffer.Buffer;

/**
 * What happens to values between the application, which always sees JSON, and a store.
 *
 * <p>Values that were not converted stay as they are, so every reader that understands both
 * notations reads a store in the middle of a conversion.
 */
public enum Conversion {
  /** Values are bytes and stay as they are. */
  NONE,
  /** Both notations are read, JSON is written. */
  READ_BOTH,
  /** Both notations are read, the compact one is written. */
  WRITE_COMPACT;

  /** True if a reader understands what a writer under another conversion writes. */
  public boolean reads(Conversion writer) {
    return this != NONE || writer != WRITE_COMPACT;
  }

  /** What the application sees. */
  public Buffer fromStore(Buffer stored) {
    return this == NONE || !CompactJson.isCompact(stored) ? stored : CompactJson.toJson(stored);
  }

  /** What the store gets. */
  public Buffer toStore(Buffer value) {
    return this == WRITE_COMPACT ? CompactJson.fromJson(value) : value;
  }

  /** For a description of where writes go. */
  public String suffix() {
    return switch (this) {
      case NONE -> "";
      case READ_BOTH -> " as JSON, both notations read";
      case WRITE_COMPACT -> " as compact JSON, both notations read";
    };
  }
}
