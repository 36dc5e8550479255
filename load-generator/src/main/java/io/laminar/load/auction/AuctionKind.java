package io.laminar.load.auction;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What decides over a bid, and what the winner pays. */
public enum AuctionKind {
  /** The highest price wins and is paid. */
  FIRST,
  /** The highest price wins; a cent more than the next one is paid. */
  SECOND,
  /**
   * As the request's {@code at} says (OpenRTB 2.6, 3.2.1: 1 is first price, 2 second, the default).
   */
  AS_ASKED,
  /** A share of the bids wins at its own price, whatever others would bid. */
  DRAWN;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(AuctionKind::label).toList();
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AuctionKind of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
