package io.laminar.bidder.metrics;

import java.util.Locale;

/** Which store of a migration reads of profiles ask first. */
public enum StoreAsked {
  OLD,
  NEW,
  /** It depends on the key, as in a ramp. */
  EITHER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }
}
