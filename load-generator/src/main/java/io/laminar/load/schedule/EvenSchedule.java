package io.laminar.load.schedule;

/** Evenly spaced; each instant is computed from its number, so that rounding never adds up. */
final class EvenSchedule implements Schedule {

  private final RateCurve curve;
  private final double phase;
  private long departures;

  EvenSchedule(RateCurve curve, double phase) {
    if (!(phase >= 0 && phase < 1)) {
      throw new IllegalArgumentException("phase must be in 0..1, 1 excluded, was " + phase);
    }
    this.curve = curve;
    this.phase = phase;
  }

  @Override
  public long nextNanos() {
    return curve.nanosAt(departures++ + phase);
  }
}
