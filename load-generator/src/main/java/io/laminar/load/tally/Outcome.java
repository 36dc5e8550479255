package io.laminar.load.tally;

import java.util.Locale;

/** How a request that was sent ended; each ends in exactly one way. */
public enum Outcome {
  /** 200 with bids an exchange can use, within tmax of the intended start. */
  BID,
  /** 204, or a 200 without bids, within tmax of the intended start; also counted by reason. */
  NO_BID,
  /** A bid or no-bid after tmax from the intended start: an exchange would not have waited. */
  LATE,
  /** An answer that an exchange cannot use: a bad body, or a status OpenRTB does not know. */
  INVALID,
  /** 4xx: the bidder did not accept the request. */
  REJECTED,
  /** 5xx. */
  SERVER_ERROR,
  /** Sent, and not answered within the time limit. */
  TIMEOUT,
  /** No connection could be opened. */
  REFUSED,
  /** The connection broke while the answer was awaited. */
  CONNECTION_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in reports, such as {@code no-bid}. */
  public String label() {
    return label;
  }

  /** True if the server gave an answer of any kind. */
  public boolean isAnswer() {
    return compareTo(TIMEOUT) < 0;
  }
}
