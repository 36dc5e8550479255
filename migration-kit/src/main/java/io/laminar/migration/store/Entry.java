package io.laminar.migration.store;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * What a store holds under a key: a value or a tombstone, and how old it is.
 *
 * @param value the bytes; empty for a tombstone and for {@link #ABSENT}; callers never change it
 * @param version a {@link HybridClock} instant; {@link #LEGACY_VERSION} for a value that was there
 *     before the kit and whose age is unknown; −1 only in {@link #ABSENT}
 * @param expiresAt milliseconds since the epoch at which the entry ends, 0 = never
 * @param tombstone true if the key was deleted at {@code version}
 */
public record Entry(Buffer value, long version, long expiresAt, boolean tombstone) {

  /** The version of values that carry none: older than anything written through the kit. */
  public static final long LEGACY_VERSION = 0;

  private static final Buffer NOTHING = Buffer.buffer();

  /** No entry, not even a tombstone: older than every entry. */
  public static final Entry ABSENT = new Entry(NOTHING, -1, 0, false);

  public Entry {
    Objects.requireNonNull(value, "value");
    if (version < -1) {
      throw new IllegalArgumentException("version must be 0 or more, was " + version);
    }
    if (expiresAt < 0) {
      throw new IllegalArgumentException("expiresAt must be 0 or more, was " + expiresAt);
    }
    if (tombstone && value.length() > 0) {
      throw new IllegalArgumentException(
          "a tombstone has no value, had " + value.length() + " bytes");
    }
  }

  /** A value that never expires. */
  public static Entry of(Buffer value, long version) {
    return new Entry(value, version, 0, false);
  }

  /** A value that ends at {@code expiresAt}, in milliseconds since the epoch (0 = never). */
  public static Entry of(Buffer value, long version, long expiresAt) {
    return new Entry(value, version, expiresAt, false);
  }

  /** The trace that a delete at {@code version} leaves. */
  public static Entry tombstone(long version) {
    return new Entry(NOTHING, version, 0, true);
  }

  /** True if there is anything to copy or compare: a value or a tombstone. */
  public boolean isPresent() {
    return version >= 0;
  }

  /** True if a reader at {@code nowMillis} sees a value. */
  public boolean isLive(long nowMillis) {
    return version >= 0 && !tombstone && !isExpired(nowMillis);
  }

  /** True if the entry has ended at {@code nowMillis}. */
  public boolean isExpired(long nowMillis) {
    return expiresAt != 0 && expiresAt <= nowMillis;
  }

  /**
   * For a compare-and-set from this entry to the next: versions never decrease.
   *
   * @throws IllegalArgumentException if the next version is lower
   */
  public void requireNotAfter(Entry next) {
    if (next.version < version || next.version < 0) {
      throw new IllegalArgumentException(
          "the next version must be at least " + Math.max(0, version) + ", was " + next.version);
    }
  }

  /** The same content under another version. */
  public Entry withVersion(long newVersion) {
    return new Entry(value, newVersion, expiresAt, tombstone);
  }

  /** The same version and expiry with another value. */
  public Entry withValue(Buffer newValue) {
    return new Entry(newValue, version, expiresAt, tombstone);
  }

  /**
   * This entry as it may be written at {@code nowMillis}: a value that has already expired becomes
   * a tombstone of the same version, so that it still beats what is older (race R4).
   */
  public Entry settledAt(long nowMillis) {
    return !tombstone && isExpired(nowMillis) ? tombstone(version) : this;
  }
}
