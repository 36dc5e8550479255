package io.laminar.load.user;

import java.util.SplittableRandom;

/**
 * Draws users so that the k-th most frequent one comes with a probability proportional to {@code
 * 1/k^exponent}; 0 is uniform.
 *
 * <p>Rejection-inversion: one or two uniform numbers a draw on average, no table, exact for any
 * number of users (W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from
 * monotone discrete distributions", 1996). The frequent users are spread over the whole range of
 * numbers, so that no range of keys in a store holds all of them. Not thread-safe.
 */
public final class ZipfUsers {

  private static final double TAYLOR_BELOW = 1e-8;

  private final long users;
  private final double exponent;
  private final SplittableRandom random;
  private final double integralFirst;
  private final double integralLast;
  private final double acceptWithin;
  private final long stride;

  /**
   * @param users how many there are; drawn numbers are {@code 0..users-1}
   * @param exponent of the distribution, 0 or more
   * @throws IllegalArgumentException unless {@code 1 <= users <= 1,000,000,000} and {@code exponent
   *     >= 0}
   */
  public ZipfUsers(long users, double exponent, SplittableRandom random) {
    if (users < 1 || users > 1_000_000_000L) {
      throw new IllegalArgumentException("users must be 1..1000000000, was " + users);
    }
    if (!(exponent >= 0)) {
      throw new IllegalArgumentException("exponent must be >= 0, was " + exponent);
    }
    this.users = users;
    this.exponent = exponent;
    this.random = random;
    this.integralFirst = integral(1.5) - 1;
    this.integralLast = integral(users + 0.5);
    this.acceptWithin = 2 - inverseIntegral(integral(2.5) - density(2));
    this.stride = strideOver(users);
  }

  /** Draws a user's number. */
  public long next() {
    return numberOfRank(nextRank());
  }

  /** Draws a rank, 1 = the most frequent. */
  long nextRank() {
    while (true) {
      double u = integralLast + random.nextDouble() * (integralFirst - integralLast);
      double x = inverseIntegral(u);
      long rank = Math.min(users, Math.max(1, (long) (x + 0.5)));
      if (rank - x <= acceptWithin || u >= integral(rank + 0.5) - density(rank)) {
        return rank;
      }
    }
  }

  /** The user that has this rank: every user has exactly one. */
  long numberOfRank(long rank) {
    return (rank - 1) * stride % users;
  }

  /** Near the golden section of the range, which spreads best, and coprime to it. */
  private static long strideOver(long users) {
    long stride = Math.max(1, (long) (users * 0.6180339887498949));
    while (gcd(stride, users) != 1) {
      stride++;
    }
    return stride;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private double density(double x) {
    return Math.exp(-exponent * Math.log(x));
  }

  private double integral(double x) {
    double log = Math.log(x);
    return expm1Ratio((1 - exponent) * log) * log;
  }

  private double inverseIntegral(double x) {
    // rounding may bring it below -1, where the logarithm ends
    double t = Math.max(-1, x * (1 - exponent));
    return Math.exp(log1pRatio(t) * x);
  }

  /** {@code (exp(x) - 1) / x}, also near 0. */
  private static double expm1Ratio(double x) {
    return Math.abs(x) > TAYLOR_BELOW ? Math.expm1(x) / x : 1 + x / 2;
  }

  /** {@code log(1 + x) / x}, also near 0. */
  private static double log1pRatio(double x) {
    return Math.abs(x) > TAYLOR_BELOW ? Math.log1p(x) / x : 1 - x / 2;
  }
}
