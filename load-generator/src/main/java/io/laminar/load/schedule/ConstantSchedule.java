package io.laminar.load.schedule;

/** Evenly spaced; each instant is computed from its number, so that rounding never adds up. */
final class ConstantSchedule implements Schedule {

  private final double perSecond;
  private final double phase;
  private long departures;

  ConstantSchedule(double perSecond, double phase) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be > 0 a second, was " + perSecond);
    }
    if (!(phase >= 0 && phase < 1)) {
      throw new IllegalArgumentException("phase must be in 0..1, 1 excluded, was " + phase);
    }
    this.perSecond = perSecond;
    this.phase = phase;
  }

  @Override
  public long nextNanos() {
    return (long) ((departures++ + phase) * 1e9 / perSecond);
  }
}
