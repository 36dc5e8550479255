package io.laminar.stats.aggregate;

/** How many a second, over the last ten seconds. Not thread-safe. */
final class Rate {

  private static final int SECONDS = 10;

  private final long[] countBySlot = new long[SECONDS];
  private final long[] secondBySlot = new long[SECONDS];

  void add(long nowMillis, long count) {
    long second = nowMillis / 1_000;
    int slot = (int) (second % SECONDS);
    if (secondBySlot[slot] != second) {
      secondBySlot[slot] = second;
      countBySlot[slot] = 0;
    }
    countBySlot[slot] += count;
  }

  /**
   * Over the seconds that have ended, so that the one that has just begun does not pull it down.
   */
  double perSecond(long nowMillis) {
    long second = nowMillis / 1_000;
    long sum = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      long age = second - secondBySlot[slot];
      if (age >= 1 && age < SECONDS) {
        sum += countBySlot[slot];
      }
    }
    return sum / (double) (SECONDS - 1);
  }
}
