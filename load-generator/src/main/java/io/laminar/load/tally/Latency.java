package io.laminar.load.tally;

import org.HdrHistogram.Histogram;

/**
 * A distribution of times, all in microseconds, exact to three digits.
 *
 * @param count how many were measured; with 0 all else is 0
 */
public record Latency(
    long count,
    double meanMicros,
    long p50Micros,
    long p90Micros,
    long p99Micros,
    long p999Micros,
    long maxMicros) {

  /** What a histogram of microseconds holds. */
  public static Latency of(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        histogram.getTotalCount() == 0 ? 0 : histogram.getMean(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
