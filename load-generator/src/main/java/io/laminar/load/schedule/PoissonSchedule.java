package io.laminar.load.schedule;

import java.util.SplittableRandom;

/** A Poisson process of rate 1, stretched by the curve: exponential gaps around the mean gap. */
final class PoissonSchedule implements Schedule {

  private final RateCurve curve;
  private final SplittableRandom random;
  private double departures;

  PoissonSchedule(RateCurve curve, SplittableRandom random) {
    this.curve = curve;
    this.random = random;
  }

  @Override
  public long nextNanos() {
    // 1 - u is never 0, so the logarithm is finite
    departures -= Math.log(1 - random.nextDouble());
    return curve.nanosAt(departures);
  }
}
