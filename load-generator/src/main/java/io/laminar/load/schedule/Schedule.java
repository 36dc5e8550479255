package io.laminar.load.schedule;

import java.util.SplittableRandom;

/**
 * Instants at which requests must leave, independent of how fast answers arrive.
 *
 * <p>Latency is measured from these instants, so that a slow server cannot hide the requests it
 * delayed (G. Tene, "How NOT to Measure Latency"). Not thread-safe: one schedule per event loop.
 */
public interface Schedule {

  /**
   * Advances to the next departure.
   *
   * @return nanoseconds since the start of the run; never decreases
   */
  long nextNanos();

  /**
   * Evenly spaced departures, without drift. Loops that share a rate use different phases, so that
   * together they are evenly spaced too.
   *
   * @param perSecond departures a second
   * @param phase when the first departure is, in parts of the gap between two: {@code 0 <= phase <
   *     1}
   * @throws IllegalArgumentException unless {@code perSecond > 0} and the phase is in its range
   */
  static Schedule constant(double perSecond, double phase) {
    return new ConstantSchedule(perSecond, phase);
  }

  /**
   * The same departures with a beginning in which their rate grows evenly from nothing: a server
   * and a generator that were just started are not yet as fast as they will be.
   *
   * @param schedule of the full rate
   * @param rampNanos how long the rate grows; half of the departures of that time fall out
   */
  static Schedule growing(Schedule schedule, long rampNanos) {
    return rampNanos == 0 ? schedule : new GrowingSchedule(schedule, rampNanos);
  }

  /**
   * Departures as independent visitors make them: exponential gaps. The sum of such schedules is
   * one again.
   *
   * @param perSecond departures a second, on average
   * @throws IllegalArgumentException unless {@code perSecond > 0}
   */
  static Schedule poisson(double perSecond, SplittableRandom random) {
    return new PoissonSchedule(perSecond, random);
  }
}
