package io.laminar.load.result;

import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * About one second of a run.
 *
 * @param atMillis its end, since the epoch
 * @param spanSeconds how long the counts were taken over
 * @param intendedRate requests a second that were asked for
 * @param scheduled requests that were due
 * @param countByOutcome every outcome
 * @param dropped due but never sent
 * @param inFlight under way at its end
 * @param connections open at its end
 * @param lagP99Micros how far the generator was behind, 99th percentile
 * @param response times from the intended start; empty where only the row was read, without its
 *     distribution
 * @param latency of {@code response}
 */
public record SecondRow(
    long atMillis,
    double spanSeconds,
    double intendedRate,
    long scheduled,
    Map<Outcome, Long> countByOutcome,
    long dropped,
    int inFlight,
    int connections,
    long lagP99Micros,
    EncodedHistogram response,
    Latency latency) {

  public SecondRow {
    var counts = new EnumMap<Outcome, Long>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, countByOutcome.getOrDefault(outcome, 0L));
    }
    countByOutcome = Collections.unmodifiableMap(counts);
  }

  /** Requests a second that the server answered. */
  public double achievedRate() {
    long answered = 0;
    for (Map.Entry<Outcome, Long> entry : countByOutcome.entrySet()) {
      answered += entry.getKey().isAnswer() ? entry.getValue() : 0;
    }
    return answered / spanSeconds;
  }

  /** How many ended so. */
  public long count(Outcome outcome) {
    return countByOutcome.get(outcome);
  }

  /** The same second as two processes saw it. */
  SecondRow plus(SecondRow more) {
    var counts = new EnumMap<Outcome, Long>(countByOutcome);
    more.countByOutcome.forEach((outcome, count) -> counts.merge(outcome, count, Long::sum));
    Histogram both = response.decoded();
    both.add(more.response.decoded());
    return new SecondRow(
        Math.max(atMillis, more.atMillis),
        Math.max(spanSeconds, more.spanSeconds),
        intendedRate + more.intendedRate,
        scheduled + more.scheduled,
        counts,
        dropped + more.dropped,
        inFlight + more.inFlight,
        connections + more.connections,
        Math.max(lagP99Micros, more.lagP99Micros),
        EncodedHistogram.of(both),
        Latency.of(both));
  }
}
