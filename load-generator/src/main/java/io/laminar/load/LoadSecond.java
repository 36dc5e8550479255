package io.laminar.load;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Outcome;
import java.time.Duration;
import java.util.Locale;

/**
 * What happened in about one second of a run; {@link #toString} is the line for people.
 *
 * @param elapsed since the start
 * @param span how long the counts were taken over
 * @param intendedRate requests a second that were asked for
 * @param counts of this span
 * @param response times of this span
 * @param inFlight under way or waiting for a connection, at its end
 * @param openConnections at its end
 * @param remaining until the schedule ends; 0 while draining
 */
public record LoadSecond(
    Duration elapsed,
    Duration span,
    double intendedRate,
    Counts counts,
    Latency response,
    int inFlight,
    int openConnections,
    Duration remaining) {

  /** Requests a second that the server answered. */
  public double achievedRate() {
    return counts.answered() / (span.toNanos() / 1e9);
  }

  @Override
  public String toString() {
    long failed =
        counts.count(Outcome.REJECTED)
            + counts.count(Outcome.SERVER_ERROR)
            + counts.count(Outcome.TIMEOUT)
            + counts.count(Outcome.REFUSED)
            + counts.count(Outcome.CONNECTION_ERROR);
    return String.format(
        Locale.ROOT,
        "%5d s  %,.0f/s of %,.0f/s  bid %,d  no-bid %,d  late %,d  invalid %,d  failed %,d"
            + "  dropped %,d  p50 %s  p99 %s  p99.9 %s ms  in flight %,d  %d s left",
        Math.round(elapsed.toMillis() / 1e3),
        achievedRate(),
        intendedRate,
        counts.count(Outcome.BID),
        counts.count(Outcome.NO_BID),
        counts.count(Outcome.LATE),
        counts.count(Outcome.INVALID),
        failed,
        counts.dropped(),
        LoadTable.millis(response.p50Micros()),
        LoadTable.millis(response.p99Micros()),
        LoadTable.millis(response.p999Micros()),
        inFlight,
        Math.round(remaining.toMillis() / 1e3));
  }
}
