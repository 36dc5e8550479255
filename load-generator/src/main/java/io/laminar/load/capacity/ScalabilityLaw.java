package io.laminar.load.capacity;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * N. Gunther's universal scalability law: {@code X(N) = λN / (1 + σ(N-1) + κN(N-1))}.
 *
 * @param lambda what one does alone, a second
 * @param sigma contention: the part of the work that only one can do at a time
 * @param kappa coherency: what each pair costs that has to agree; with it more becomes less at last
 */
public record ScalabilityLaw(double lambda, double sigma, double kappa) {

  private static final long MOST = 1_000_000_000;

  /** What so many do together, a second. */
  public double rate(double count) {
    return lambda * count / (1 + sigma * (count - 1) + kappa * count * (count - 1));
  }

  /** How many do the most; infinite without {@code κ}. */
  public double peakCount() {
    return kappa == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(Math.max(0, 1 - sigma) / kappa);
  }

  /** The most that any number does, a second; infinite if there is no limit. */
  public double peakRate() {
    if (kappa == 0) {
      return sigma == 0 ? Double.POSITIVE_INFINITY : lambda / sigma;
    }
    double peak = Math.max(1, peakCount());
    return rate(peak);
  }

  /** The fewest that do at least so much a second; empty if no number does. */
  public OptionalLong needed(double target) {
    double peak = Math.min(MOST, Math.max(1, Math.floor(peakCount())));
    long high = (long) peak;
    if (rate(high) < target) {
      // the best whole number may be on the other side of the peak
      return rate(high + 1) >= target ? OptionalLong.of(high + 1) : OptionalLong.empty();
    }
    long low = 0; // up to the peak the rate only grows, so halving finds the first
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (rate(middle) >= target) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "λ = %,.1f/s, σ = %.5f, κ = %.7f", lambda, sigma, kappa);
  }
}
