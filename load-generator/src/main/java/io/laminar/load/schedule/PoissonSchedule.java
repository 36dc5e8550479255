package io.laminar.load.schedule;

import java.util.SplittableRandom;

/** Exponential gaps around the mean gap. */
final class PoissonSchedule implements Schedule {

  private final double meanGapNanos;
  private final SplittableRandom random;
  private double nanos;

  PoissonSchedule(double perSecond, SplittableRandom random) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be > 0 a second, was " + perSecond);
    }
    this.meanGapNanos = 1e9 / perSecond;
    this.random = random;
  }

  @Override
  public long nextNanos() {
    // 1 - u is never 0, so the logarithm is finite
    nanos -= Math.log(1 - random.nextDouble()) * meanGapNanos;
    return (long) nanos;
  }
}
