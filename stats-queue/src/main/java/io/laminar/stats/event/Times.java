package io.laminar.stats.event;

/** What an instant inside an event may be. */
final class Times {

  /** The end of the year 9999: whatever is later is not a time but an accident. */
  static final long LATEST_MILLIS = 253_402_300_799_999L;

  private Times() {}

  static void requireLegal(long atMillis) {
    if (atMillis < 0 || atMillis > LATEST_MILLIS) {
      throw new IllegalArgumentException(
          "at must be milliseconds since the epoch in 0.." + LATEST_MILLIS + ", was " + atMillis);
    }
  }
}
