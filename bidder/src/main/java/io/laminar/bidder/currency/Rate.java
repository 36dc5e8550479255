package io.laminar.bidder.currency;

import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What a currency is worth in that of the campaigns ("home").
 *
 * @param currency ISO-4217; empty: that of the campaigns
 * @param nanos billionths of the campaigns' currency for one unit; more than 0
 */
public record Rate(String currency, long nanos) {

  /** {@code nanos} of a currency that is worth as much as the campaigns'. */
  public static final long PAR = 1_000_000_000;

  /** The campaigns' own currency. */
  public static final Rate HOME = new Rate("", PAR);

  /** No price is higher, in either currency: a million units in millionths. */
  private static final long MOST_MICROS = 1_000_000L * 1_000_000;

  public Rate {
    if (nanos <= 0) {
      throw new IllegalArgumentException("a rate must be more than 0, was " + nanos);
    }
  }

  /** True if one unit is worth one of the campaigns' currency, as that itself is. */
  public boolean isPar() {
    return nanos == PAR;
  }

  /** What so much is worth at home, rounded up. */
  public long homeUp(long micros) {
    return product(micros, RoundingMode.CEILING);
  }

  /** What so much is worth at home, to the nearest millionth, half a one up. */
  public long homeNearest(long micros) {
    return product(micros, RoundingMode.HALF_UP);
  }

  /** The most that is worth no more than so much at home. */
  public long abroadDown(long homeMicros) {
    return quotient(homeMicros, RoundingMode.FLOOR);
  }

  /** The least that is worth no less than so much at home. */
  public long abroadUp(long homeMicros) {
    return quotient(homeMicros, RoundingMode.CEILING);
  }

  private long product(long micros, RoundingMode mode) {
    return isPar() ? micros : scaled(micros, nanos, PAR, mode);
  }

  private long quotient(long homeMicros, RoundingMode mode) {
    return isPar() ? homeMicros : scaled(homeMicros, PAR, nanos, mode);
  }

  /** What is more than any price can be is out of reach. */
  private static long scaled(long value, long times, long by, RoundingMode mode) {
    if (Math.multiplyHigh(value, times) == 0 && value * times >= 0) {
      return Math.min(MOST_MICROS, rounded(value * times / by, value * times % by, by, mode));
    }
    BigInteger[] parts =
        BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(times))
            .divideAndRemainder(BigInteger.valueOf(by));
    return parts[0].bitLength() >= Long.SIZE - 1
        ? MOST_MICROS
        : Math.min(MOST_MICROS, rounded(parts[0].longValue(), parts[1].longValue(), by, mode));
  }

  private static long rounded(long whole, long rest, long of, RoundingMode mode) {
    boolean up =
        switch (mode) {
          case CEILING -> rest > 0;
          case HALF_UP -> rest >= of - rest;
          default -> false;
        };
    return up ? whole + 1 : whole;
  }
}
