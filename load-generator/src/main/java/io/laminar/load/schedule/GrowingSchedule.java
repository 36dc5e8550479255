package io.laminar.load.schedule;

/**
 * Stretches the beginning of a schedule.
 *
 * <p>At a rate {@code r} that grows evenly over a time {@code R}, {@code r·t²/2R} requests have
 * left at the time {@code t}. The underlying schedule has as many at {@code u = t²/2R}, so what it
 * has at {@code u} leaves at {@code t = √(2Ru)}; from {@code t = R} on everything is {@code R/2}
 * later.
 */
final class GrowingSchedule implements Schedule {

  private final Schedule schedule;
  private final double rampNanos;

  GrowingSchedule(Schedule schedule, long rampNanos) {
    if (rampNanos < 0) {
      throw new IllegalArgumentException("ramp must be >= 0 ns, was " + rampNanos);
    }
    this.schedule = schedule;
    this.rampNanos = rampNanos;
  }

  @Override
  public long nextNanos() {
    long even = schedule.nextNanos();
    return even < rampNanos / 2
        ? (long) Math.sqrt(2 * rampNanos * even)
        : even + (long) (rampNanos / 2);
  }
}
