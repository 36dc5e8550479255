package io.laminar.migration.verify;

import io.laminar.migration.store.Entry;
import java.util.Optional;

/** How what one store holds under a key differs from what the authority holds. */
public enum Difference {
  /** The authority has a value, the other store none. */
  MISSING,
  /** The authority has no value, the other store one. */
  EXTRA,
  /** Both have a value and the other store's is older. */
  OLDER,
  /** Both have a value and the other store's is newer. */
  NEWER,
  /** The values differ and their versions do not tell which is newer. */
  VALUE,
  /** The same value, but it expires at another time. */
  TTL;

  /** Expiry survives a copy to within this many milliseconds: engines round, and clocks differ. */
  public static final long TTL_TOLERANCE_MILLIS = 1_000;

  /**
   * Compares what readers would see; a tombstone equals nothing at all, and the same value under
   * two versions is the same.
   *
   * @param nowMillis entries that expired by then count as gone
   */
  public static Optional<Difference> between(Entry authority, Entry other, long nowMillis) {
    boolean wanted = authority.isLive(nowMillis);
    boolean there = other.isLive(nowMillis);
    if (!wanted || !there) {
      return wanted == there ? Optional.empty() : Optional.of(wanted ? MISSING : EXTRA);
    }
    if (!authority.value().equals(other.value())) {
      return Optional.of(byVersion(authority.version(), other.version()));
    }
    return sameExpiry(authority.expiresAt(), other.expiresAt())
        ? Optional.empty()
        : Optional.of(TTL);
  }

  private static Difference byVersion(long authority, long other) {
    boolean unknown = authority == Entry.LEGACY_VERSION || other == Entry.LEGACY_VERSION;
    if (unknown || authority == other) {
      return VALUE;
    }
    return other < authority ? OLDER : NEWER;
  }

  private static boolean sameExpiry(long one, long other) {
    boolean bothEnd = one != 0 && other != 0;
    return bothEnd ? Math.abs(one - other) <= TTL_TOLERANCE_MILLIS : one == other;
  }
}
