package io.laminar.bidder.metrics;

import java.util.Locale;

/** What became of a notice. */
public enum NoticeAnswer {
  /** Kept for good. */
  TAKEN,
  /** 400: not understood. */
  INVALID,
  /** The queue could not take it; the sender was told to try again, a click was led on. */
  REFUSED,
  /** 403: not signed by us. */
  FORGED,
  /** 410: too long after its bid. */
  STALE,
  /** Taken too, but for no more than was bid. */
  OVERPRICED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }
}
