package io.laminar.load.result;

import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Seconds as lines of comma-separated values, written and read. */
final class SecondsCsv {

  private static final String BEGIN = "at_ms,span_s,intended_rate,achieved_rate,scheduled,";
  private static final String END =
      "dropped,in_flight,connections,lag_p99_us,count,mean_us,p50_us,p90_us,p99_us,p999_us,max_us";

  private SecondsCsv() {}

  /** The names of the columns. */
  static String head() {
    var head = new StringBuilder(BEGIN);
    for (Outcome outcome : Outcome.values()) {
      head.append(outcome.label().replace('-', '_')).append(',');
    }
    return head.append(END).toString();
  }

  static String line(SecondRow row) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(row.atMillis()));
    cells.add(decimal(row.spanSeconds()));
    cells.add(decimal(row.intendedRate()));
    cells.add(decimal(row.achievedRate()));
    cells.add(Long.toString(row.scheduled()));
    for (Outcome outcome : Outcome.values()) {
      cells.add(Long.toString(row.count(outcome)));
    }
    Latency latency = row.latency();
    cells.add(Long.toString(row.dropped()));
    cells.add(Integer.toString(row.inFlight()));
    cells.add(Integer.toString(row.connections()));
    cells.add(Long.toString(row.lagP99Micros()));
    cells.add(Long.toString(latency.count()));
    cells.add(decimal(latency.meanMicros()));
    cells.add(Long.toString(latency.p50Micros()));
    cells.add(Long.toString(latency.p90Micros()));
    cells.add(Long.toString(latency.p99Micros()));
    cells.add(Long.toString(latency.p999Micros()));
    cells.add(Long.toString(latency.maxMicros()));
    return String.join(",", cells);
  }

  /**
   * @throws IllegalArgumentException if it is not a line of {@link #line}
   */
  static SecondRow read(String line, EncodedHistogram response) {
    String[] cells = line.split(",");
    int columns = head().split(",").length;
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          "a line must have " + columns + " values, had " + cells.length + ": " + line);
    }
    int at = 5;
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, Long.parseLong(cells[at++]));
    }
    return new SecondRow(
        Long.parseLong(cells[0]),
        Double.parseDouble(cells[1]),
        Double.parseDouble(cells[2]),
        Long.parseLong(cells[4]),
        counts,
        Long.parseLong(cells[at++]),
        Integer.parseInt(cells[at++]),
        Integer.parseInt(cells[at++]),
        Long.parseLong(cells[at++]),
        response,
        new Latency(
            Long.parseLong(cells[at++]),
            Double.parseDouble(cells[at++]),
            Long.parseLong(cells[at++]),
            Long.parseLong(cells[at++]),
            Long.parseLong(cells[at++]),
            Long.parseLong(cells[at++]),
            Long.parseLong(cells[at])));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
