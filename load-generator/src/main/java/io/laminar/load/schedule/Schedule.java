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
   * @return nanoseconds since the start of the run; never decreases; {@link Long#MAX_VALUE} if
   *     there is none
   */
  long nextNanos();

  /**
   * Evenly spaced departures, without drift. Loops that share a rate use different phases, so that
   * together they are evenly spaced too.
   *
   * @param phase when the first departure is, in parts of the gap between two: {@code 0 <= phase <
   *     1}
   * @throws IllegalArgumentException unless the phase is in its range
   */
  static Schedule even(RateCurve curve, double phase) {
    return new EvenSchedule(curve, phase);
  }

  /**
   * Departures as independent visitors make them: exponential gaps. The sum of such schedules is
   * one again.
   */
  static Schedule poisson(RateCurve curve, SplittableRandom random) {
    return new PoissonSchedule(curve, random);
  }
}
