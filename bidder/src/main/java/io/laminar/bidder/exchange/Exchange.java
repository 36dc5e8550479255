package io.laminar.bidder.exchange;

/**
 * Who sent a request.
 *
 * @param name in the path of its requests, in the notices about its bids and in the statistics;
 *     letters, digits, dots, dashes and underscores; empty for whoever has no path of its own
 * @param marksUpOnWin whether it fetches the markup with the win notice ({@code nurl}) instead of
 *     having it in the bid ({@code adm}); OpenRTB 2.6, 4.3.1
 */
public record Exchange(String name, boolean marksUpOnWin) {

  /** Whoever has no path of its own. */
  public static final Exchange UNNAMED = new Exchange("", false);
}
