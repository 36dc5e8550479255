package io.laminar.bidder.campaign;

/**
 * When a campaign runs.
 *
 * @param paused nothing is bid whatever the time
 * @param startMillis since the epoch, inclusive
 * @param endMillis since the epoch, exclusive
 * @param hours hours of the week
 */
public record Flight(boolean paused, long startMillis, long endMillis, DayParts hours) {

  public static final Flight ALWAYS =
      new Flight(false, Long.MIN_VALUE, Long.MAX_VALUE, DayParts.ALL);

  /** True if it runs at that instant, hours of the week aside. */
  public boolean isOn(long nowMillis) {
    return !paused && nowMillis >= startMillis && nowMillis < endMillis;
  }
}
