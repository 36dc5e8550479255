package io.laminar.load.tally;

import java.util.Locale;

/** What an exchange tells the bidder about a bid. */
public enum NoticeKind {
  WIN,
  BILLING,
  LOSS;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in reports. */
  public String label() {
    return label;
  }
}
