package io.laminar.load;

import io.laminar.load.result.EncodedHistogram;
import io.laminar.load.result.SecondRow;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Millis;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Times;
import java.time.Duration;
import java.util.Locale;

/**
 * What happened in about one second of a run; {@link #toString} is the line for people.
 *
 * @param elapsed since the start
 * @param span how long the counts were taken over
 * @param intendedRate requests a second that were asked for; 0 where answers decide
 * @param counts of this span
 * @param times of this span
 * @param inFlight under way or waiting for a connection, at its end
 * @param openConnections at its end
 * @param remaining until the schedule ends; 0 while draining
 */
public record LoadSecond(
    Duration elapsed,
    Duration span,
    double intendedRate,
    Counts counts,
    Times times,
    int inFlight,
    int openConnections,
    Duration remaining) {

  /** Requests a second that the server answered. */
  public double achievedRate() {
    return counts.answered() / (span.toNanos() / 1e9);
  }

  /** From the intended start to the end of the answer, or to when it was given up. */
  public Latency response() {
    return times.response();
  }

  /**
   * The same, to be kept.
   *
   * @param atMillis when it ended, since the epoch
   */
  public SecondRow row(long atMillis) {
    return new SecondRow(
        atMillis,
        span.toNanos() / 1e9,
        intendedRate,
        counts.scheduled(),
        counts.countByOutcome(),
        counts.dropped(),
        inFlight,
        openConnections,
        times.lag().p99Micros(),
        EncodedHistogram.of(times.responseHistogram()),
        times.response());
  }

  @Override
  public String toString() {
    Latency response = times.response();
    long failed =
        counts.count(Outcome.REJECTED)
            + counts.count(Outcome.SERVER_ERROR)
            + counts.count(Outcome.TIMEOUT)
            + counts.count(Outcome.REFUSED)
            + counts.count(Outcome.CONNECTION_ERROR);
    return String.format(
        Locale.ROOT,
        "%5d s  %,.0f/s%s  bid %,d  no-bid %,d  late %,d  invalid %,d  failed %,d"
            + "  dropped %,d  p50 %s  p99 %s  p99.9 %s ms  in flight %,d  %d s left",
        Math.round(elapsed.toMillis() / 1e3),
        achievedRate(),
        intendedRate == 0 ? "" : String.format(Locale.ROOT, " of %,.0f/s", intendedRate),
        counts.count(Outcome.BID),
        counts.count(Outcome.NO_BID),
        counts.count(Outcome.LATE),
        counts.count(Outcome.INVALID),
        failed,
        counts.dropped(),
        Millis.text(response.p50Micros()),
        Millis.text(response.p99Micros()),
        Millis.text(response.p999Micros()),
        inFlight,
        Math.round(remaining.toMillis() / 1e3));
  }
}
