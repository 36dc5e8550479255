package io.laminar.load.result;

import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up runs. */
public final class Recordings {

  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final Outcome[] OUTCOMES = {
    Outcome.BID, Outcome.BID, Outcome.NO_BID, Outcome.LATE, Outcome.INVALID
  };

  private Recordings() {}

  /** A run of so many seconds with that rate, times drawn from the seed. */
  public static Recorded of(long seed, int seconds, int rate) {
    var total = new Tally();
    List<SecondRow> rows = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      var tally = new Tally();
      second(tally, seed, second, rate);
      total.add(tally);
      rows.add(row(tally, second, rate));
    }
    return recorded("run of seed " + seed, total, rows, seconds, rate);
  }

  /** A run in which every answer took the same time. */
  public static Recorded constant(int seconds, int rate, long millis) {
    var total = new Tally();
    List<SecondRow> rows = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      var tally = new Tally();
      for (int i = 0; i < rate; i++) {
        tally.scheduled(0);
        tally.answered(Outcome.BID, millis * 1_000_000, millis * 1_000_000);
      }
      total.add(tally);
      rows.add(row(tally, second, rate));
    }
    return recorded("constant", total, rows, seconds, rate);
  }

  /** Counts into the tally what {@link #of} counted. */
  static void fill(Tally tally, long seed, int seconds, int rate) {
    for (int second = 0; second < seconds; second++) {
      second(tally, seed, second, rate);
    }
  }

  private static void second(Tally tally, long seed, int second, int rate) {
    var random = new SplittableRandom(seed * 1_000 + second);
    for (int i = 0; i < rate; i++) {
      tally.scheduled(random.nextLong(1_000_000));
      Outcome outcome = OUTCOMES[random.nextInt(OUTCOMES.length)];
      long nanos = (long) (2e6 * Math.exp(random.nextGaussian()));
      tally.answered(outcome, nanos, nanos / 2);
      if (outcome == Outcome.NO_BID) {
        tally.noBid("no-match");
      }
    }
    tally.offers(rate / 5);
    tally.won("USD", 1_000_000);
    tally.noticeAcknowledged(NoticeKind.WIN);
    tally.billed("USD", 1_000_000);
  }

  private static SecondRow row(Tally tally, int second, int rate) {
    var times = tally.times();
    return new SecondRow(
        BEGIN_MILLIS + (second + 1) * 1_000L,
        1,
        rate,
        tally.counts().scheduled(),
        tally.counts().countByOutcome(),
        tally.counts().dropped(),
        3,
        8,
        times.lag().p99Micros(),
        EncodedHistogram.of(times.responseHistogram()),
        rounded(times.response()));
  }

  /** As the file keeps it. */
  private static Latency rounded(Latency latency) {
    return new Latency(
        latency.count(),
        Math.round(latency.meanMicros() * 1e3) / 1e3,
        latency.p50Micros(),
        latency.p90Micros(),
        latency.p99Micros(),
        latency.p999Micros(),
        latency.maxMicros());
  }

  private static Recorded recorded(
      String name, Tally total, List<SecondRow> rows, int seconds, int rate) {
    return new Recorded(
        new RunResult(
            List.of(name),
            new JsonObject().put("load", rate + "/s"),
            Duration.ofSeconds(seconds),
            false,
            List.of(),
            total.counts(),
            total.times(),
            List.of(new Check("p99<=20ms", "3.00 ms", true)),
            List.of(new Check("wins as counted", "2 of 3", false)),
            List.of(new Mark(BEGIN_MILLIS + 500, "step", "S1"))),
        rows);
  }
}
