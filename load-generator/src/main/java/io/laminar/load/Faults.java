package io.laminar.load;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a run would tell more about the generator than about the server. */
final class Faults {

  private Faults() {}

  /** What was wrong and what to do, one sentence each; empty if the run counts. */
  static List<String> of(LoadOptions options, Tally total) {
    List<String> faults = new ArrayList<>();
    Counts counts = total.counts();
    if (counts.scheduled() == 0) {
      faults.add("no request became due before the run was stopped");
    }
    long lagMicros = total.lag().p99Micros();
    long limitMicros = options.maxLag().toNanos() / 1_000;
    if (lagMicros > limitMicros) {
      faults.add(
          String.format(
              Locale.ROOT,
              "the generator was behind its schedule, by %s ms at the 99th percentile; %s allows"
                  + " %s ms. Give it more loops or processors, or lower the rate",
              LoadTable.millis(lagMicros),
              LoadOptions.MAX_LAG,
              LoadTable.millis(limitMicros)));
    }
    long overLimit = counts.droppedByReason().get(DropReason.IN_FLIGHT_LIMIT);
    if (overLimit > 0) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d requests were not sent, since %s = %,d were under way. Raise it, or lower"
                  + " the rate: the server does not hold it",
              overLimit,
              counts.scheduled(),
              LoadOptions.MAX_IN_FLIGHT,
              options.maxInFlight()));
    }
    long unconnected = counts.droppedByReason().get(DropReason.NO_FREE_CONNECTION);
    if (unconnected > 0) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d requests were not sent, since none of %s = %,d became free within half of"
                  + " %s = %,d ms. Raise the connections, or lower the rate: the server does not"
                  + " hold it",
              unconnected,
              counts.scheduled(),
              LoadOptions.CONNECTIONS,
              options.connections(),
              LoadOptions.TIMEOUT,
              options.timeout().toMillis()));
    }
    long missed = counts.droppedByReason().get(DropReason.BEHIND_SCHEDULE);
    if (missed > 0) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d requests were not sent, since the generator came to them after more than"
                  + " half of %s = %,d ms",
              missed,
              counts.scheduled(),
              LoadOptions.TIMEOUT,
              options.timeout().toMillis()));
    }
    return faults;
  }
}
