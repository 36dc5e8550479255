package io.laminar.bidder.metrics;

import java.util.Locale;

/** Which store of a migration is asked first for a profile. */
public enum StoreAsked {
  OLD,
  NEW,
  /** Both at once; the newer answer is taken. */
  BOTH;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }
}
