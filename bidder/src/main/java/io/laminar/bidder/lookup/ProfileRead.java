package io.laminar.bidder.lookup;

import java.util.Locale;

/** How the search for a profile went. */
public enum ProfileRead {
  /** The store had one. */
  FOUND,
  /** The store answered that it has none. */
  MISSING,
  /** It was still in the cache. */
  CACHED,
  /** The store did not answer within the deadline. */
  LATE,
  /** The store failed or refused. */
  FAILED,
  /** What the store had is not a profile. */
  UNREADABLE,
  /** The request has no id that may be used, or one that no store can hold. */
  NO_ID,
  /** The sender's time was too short to ask. */
  NO_TIME;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }

  /** True if it is not known whether the user has a profile. */
  public boolean isUnknown() {
    return this == LATE || this == FAILED || this == UNREADABLE || this == NO_TIME;
  }

  /** True if a store was asked for it. */
  public boolean isOfStore() {
    return this == FOUND || this == MISSING || this == LATE || this == FAILED || this == UNREADABLE;
  }
}
