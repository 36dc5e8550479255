package io.laminar.load;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Millis;
import io.laminar.load.tally.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a run would tell more about the generator than about the server. */
final class Faults {

  private Faults() {}

  /** Everything that was wrong; empty if the run counts. */
  static List<Fault> of(LoadOptions options, Tally total) {
    List<Fault> faults = new ArrayList<>();
    Counts counts = total.counts();
    if (counts.scheduled() == 0) {
      add(faults, true, "no request became due before the run was stopped");
    }
    long lagMicros = total.times().lag().p99Micros();
    long limitMicros = options.limits().maxLag().toNanos() / 1_000;
    if (lagMicros > limitMicros) {
      add(
          faults,
          true,
          "the generator was behind its schedule, by %s ms at the 99th percentile; %s allows %s ms."
              + " Give it more loops or processors, or lower the rate",
          Millis.text(lagMicros),
          LoadOptions.MAX_LAG,
          Millis.text(limitMicros));
    }
    addDropped(faults, options, counts);
    return faults;
  }

  private static void addDropped(List<Fault> faults, LoadOptions options, Counts counts) {
    LoadOptions.Limits limits = options.limits();
    long overLimit = counts.droppedByReason().get(DropReason.IN_FLIGHT_LIMIT);
    if (overLimit > 0) {
      add(
          faults,
          false,
          "%,d of %,d requests were not sent, since %s = %,d were under way. Raise it, or lower the"
              + " rate: the server does not hold it",
          overLimit,
          counts.scheduled(),
          LoadOptions.MAX_IN_FLIGHT,
          limits.maxInFlight());
    }
    long unconnected = counts.droppedByReason().get(DropReason.NO_FREE_CONNECTION);
    if (unconnected > 0) {
      add(
          faults,
          false,
          "%,d of %,d requests were not sent, since none of %s = %,d became free within half of %s"
              + " = %,d ms. Raise the connections, or lower the rate: the server does not hold it",
          unconnected,
          counts.scheduled(),
          LoadOptions.CONNECTIONS,
          options.wire().connections(),
          LoadOptions.TIMEOUT,
          limits.timeout().toMillis());
    }
    long missed = counts.droppedByReason().get(DropReason.BEHIND_SCHEDULE);
    if (missed > 0) {
      add(
          faults,
          true,
          "%,d of %,d requests were not sent, since the generator came to them after more than half"
              + " of %s = %,d ms",
          missed,
          counts.scheduled(),
          LoadOptions.TIMEOUT,
          limits.timeout().toMillis());
    }
  }

  private static void add(
      List<Fault> faults, boolean ofGenerator, String format, Object... values) {
    faults.add(new Fault(ofGenerator, String.format(Locale.ROOT, format, values)));
  }
}
