package io.laminar.load.tally;

import org.HdrHistogram.Histogram;

/**
 * The three distributions of {@link Tally}, frozen. Adding them loses nothing: sums of histograms
 * are exact, unlike sums of percentiles. Immutable; any thread.
 */
public final class Times {

  /** Longer times are counted as this long. */
  static final long MAX_MICROS = 600_000_000;

  /** Decimal digits to which values are kept apart. */
  static final int DIGITS = 3;

  private final Histogram response;
  private final Histogram service;
  private final Histogram lag;

  private Times(Histogram response, Histogram service, Histogram lag) {
    this.response = response;
    this.service = service;
    this.lag = lag;
  }

  /** Nothing measured. */
  public static Times none() {
    return new Times(empty(), empty(), empty());
  }

  /**
   * Copies of histograms of microseconds.
   *
   * @throws ArrayIndexOutOfBoundsException if one holds a value above ten minutes
   */
  public static Times of(Histogram response, Histogram service, Histogram lag) {
    return new Times(copy(response), copy(service), copy(lag));
  }

  /** Both together. */
  public Times plus(Times more) {
    Times sum = of(response, service, lag);
    sum.response.add(more.response);
    sum.service.add(more.service);
    sum.lag.add(more.lag);
    return sum;
  }

  /** From the intended start to the end of the answer, or to when it was given up. */
  public Latency response() {
    return Latency.of(response);
  }

  /** From the sending to the end of the answer; answered requests only. */
  public Latency service() {
    return Latency.of(service);
  }

  /** From the intended start to when the generator got round to it. */
  public Latency lag() {
    return Latency.of(lag);
  }

  /** A copy of the distribution of {@link #response}, in microseconds. */
  public Histogram responseHistogram() {
    return response.copy();
  }

  /** A copy of the distribution of {@link #service}, in microseconds. */
  public Histogram serviceHistogram() {
    return service.copy();
  }

  /** A copy of the distribution of {@link #lag}, in microseconds. */
  public Histogram lagHistogram() {
    return lag.copy();
  }

  private static Histogram empty() {
    return new Histogram(1, MAX_MICROS, DIGITS);
  }

  private static Histogram copy(Histogram histogram) {
    Histogram copy = empty();
    copy.add(histogram);
    return copy;
  }
}
