package io.laminar.migration.memcached;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;

/**
 * When the server may forget an entry: a unix second, since Memcached knows no smaller unit. It
 * takes times of more than 30 days for absolute ones, which every unix second of today is.
 *
 * <p>An envelope holds the exact millisecond and readers go by that, so the server only has to keep
 * it long enough: the next full second and one more, because the server's clock counts full seconds
 * since its start and may be up to one ahead.
 */
final class Lifetime {

  private static final int FOREVER = 0;

  /** Later than this the server's 32 bits take for the past. */
  private static final long LAST_SECOND = Integer.MAX_VALUE;

  private Lifetime() {}

  /**
   * The second for an entry.
   *
   * @throws IllegalArgumentException if a bare value ends in 2038 or later: nothing would end it
   */
  static int secondFor(Entry entry, Format format, long nowMillis, long tombstoneMillis) {
    if (entry.tombstone()) {
      return orForever(ceilingSecond(nowMillis + tombstoneMillis));
    }
    if (entry.expiresAt() == 0) {
      return FOREVER;
    }
    long second = ceilingSecond(entry.expiresAt());
    if (format == Format.ENVELOPE) {
      return orForever(second + 1);
    }
    if (second > LAST_SECOND) {
      throw new IllegalArgumentException(
          "a bare value in Memcached must expire before 2038-01-19, was to expire at "
              + entry.expiresAt()
              + " ms; use the envelope format");
    }
    return (int) second;
  }

  /** When a bare value ends, in milliseconds, from its remaining life; 0 = never. */
  static long endOf(long ttlSeconds, long nowMillis) {
    return ttlSeconds < 0 ? 0 : (nowMillis / 1_000 + ttlSeconds) * 1_000;
  }

  private static long ceilingSecond(long millis) {
    return (millis + 999) / 1_000;
  }

  /** The server keeps what it cannot end; the envelope still hides it in time. */
  private static int orForever(long second) {
    return second > LAST_SECOND ? FOREVER : (int) second;
  }
}
