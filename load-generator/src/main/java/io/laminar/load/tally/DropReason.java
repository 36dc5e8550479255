package io.laminar.load.tally;

import java.util.Locale;

/** Why a request that was due was never sent. */
public enum DropReason {
  /** As many requests were under way as the generator allows. */
  IN_FLIGHT_LIMIT,
  /** No connection became free while there was still time for an answer. */
  NO_FREE_CONNECTION,
  /** The generator itself came too late for it. */
  BEHIND_SCHEDULE;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in reports, such as {@code in-flight-limit}. */
  public String label() {
    return label;
  }
}
