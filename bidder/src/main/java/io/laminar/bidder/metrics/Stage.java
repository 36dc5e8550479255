package io.laminar.bidder.metrics;

import java.util.Locale;

/** The parts of a request's time, in their order. */
public enum Stage {
  /** From the head to the last byte of the body. */
  BODY,
  /** Inflating and reading the body, judging privacy. */
  PARSE,
  /** Waiting for the profile. */
  PROFILE,
  /** Deciding what to offer. */
  DECIDE,
  /** Writing the answer. */
  ANSWER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }
}
