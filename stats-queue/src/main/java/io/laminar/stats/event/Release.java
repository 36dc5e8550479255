package io.laminar.stats.event;

/**
 * What a lost bid had reserved of its campaign's budget, and gives back.
 *
 * @param nanos billionths of the currency; 0..{@value #MOST_NANOS}
 * @param settledMillis names the draw that it was reserved from, as the ledger of budgets does: the
 *     instant by which that settles, in milliseconds since the epoch; 0 only if nothing is given
 *     back
 */
public record Release(long nanos, long settledMillis) {

  /** A billion of the currency. */
  public static final long MOST_NANOS = 1_000_000_000_000_000_000L;

  /** Nothing is given back. */
  public static final Release NONE = new Release(0, 0);

  public Release {
    if (nanos < 0 || nanos > MOST_NANOS) {
      throw new IllegalArgumentException(
          "what is released must be 0.." + MOST_NANOS + " billionths, was " + nanos);
    }
    Times.requireLegal(settledMillis);
    if (nanos > 0 == (settledMillis == 0)) {
      throw new IllegalArgumentException(
          "what is released must have a draw and an amount or neither, was "
              + nanos
              + " of "
              + settledMillis);
    }
  }

  public boolean isNone() {
    return nanos == 0;
  }
}
