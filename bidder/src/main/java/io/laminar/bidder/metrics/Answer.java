package io.laminar.bidder.metrics;

import java.util.Locale;

/** How a bid request was answered. */
public enum Answer {
  /** 200 with at least one bid. */
  BID,
  /** 204; the reason is counted apart. */
  NO_BID,
  /** 400: not a request that can be understood. */
  INVALID,
  /** 408: the body did not come in time. */
  TOO_SLOW,
  /** 413: more bytes than are read. */
  TOO_LARGE,
  /** 415: an encoding that is not read. */
  UNSUPPORTED,
  /** 400: a head that is no HTTP; for which path is not known. */
  BAD_HEAD,
  /** 414: a first line that is too long; for which path is not known. */
  LINE_TOO_LONG,
  /** 431: a head that is too large; for which path is not known. */
  HEAD_TOO_LARGE,
  /** 500: a fault of the bidder. */
  FAULT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }
}
