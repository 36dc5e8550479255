package io.laminar.bidder.campaign;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Optional;

/**
 * Hours of the week in which something is shown.
 *
 * @param openHours by hour from Monday 00:00, {@link #HOURS} of them
 * @param zone whose hours they are
 * @param userZone the user's own zone counts where it is known
 */
public record DayParts(BitSet openHours, ZoneId zone, boolean userZone) {

  public static final int HOURS = 7 * 24;

  /** Every hour. */
  public static final DayParts ALL = new DayParts(allHours(), ZoneOffset.UTC, false);

  private static final long HOUR_SECONDS = 3_600;

  /** The epoch was a Thursday. */
  private static final int EPOCH_HOUR = 3 * 24;

  public DayParts {
    openHours = (BitSet) openHours.clone();
  }

  @Override
  public BitSet openHours() {
    return (BitSet) openHours.clone();
  }

  public boolean isAlways() {
    return openHours.cardinality() == HOURS;
  }

  /**
   * True if it is open at that instant in a place of that distance from UTC. Fixed for all zones:
   * see {@link #zone} for the distance.
   */
  public boolean isOpen(long nowMillis, int offsetSeconds) {
    long hour = Math.floorDiv(Math.floorDiv(nowMillis, 1_000) + offsetSeconds, HOUR_SECONDS);
    return openHours.get((int) Math.floorMod(hour + EPOCH_HOUR, (long) HOURS));
  }

  /** The zone of a text such as {@code Europe/Berlin} or {@code +02:00}. */
  static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (java.time.DateTimeException e) {
      return Optional.empty(); // the caller says what is allowed
    }
  }

  private static BitSet allHours() {
    var hours = new BitSet(HOURS);
    hours.set(0, HOURS);
    return hours;
  }
}
