package io.laminar.load.result;

import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Two runs side by side.
 *
 * @param a the base
 * @param b what is held against it
 */
public record Comparison(String nameA, RunResult a, String nameB, RunResult b) {

  private static final List<String> ASKED =
      List.of(
          "load",
          "model",
          "arrivals",
          "durationMillis",
          "connections",
          "pipelining",
          "loops",
          "users",
          "mix",
          "seed",
          "tmaxMillis",
          "checkShare",
          "auction",
          "jvm",
          "cores");

  /** One number of both. */
  private record Row(String name, double a, double b, String format) {

    String text() {
      String change =
          a == 0
              ? (b == 0 ? "=" : "new")
              : String.format(Locale.ROOT, "%+.1f%%", 100 * (b / a - 1));
      return String.format(
          Locale.ROOT,
          "%-29s %14s %14s %9s",
          name,
          String.format(Locale.ROOT, format, a),
          String.format(Locale.ROOT, format, b),
          change);
    }
  }

  /** An aligned table; first what was not asked for alike, since it may explain all the rest. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add("A  " + nameA + "  " + a.conditions().get(0));
    lines.add("B  " + nameB + "  " + b.conditions().get(0));
    invalid("A", a, lines);
    invalid("B", b, lines);
    for (String name : ASKED) {
      Object one = a.settings().getValue(name);
      Object other = b.settings().getValue(name);
      if (!String.valueOf(one).equals(String.valueOf(other))) {
        lines.add("DIFFERENT  " + name + ": A " + one + ", B " + other);
      }
    }
    lines.add("");
    lines.add(String.format("%-29s %14s %14s %9s", "", "A", "B", "B over A"));
    rows().forEach(row -> lines.add(row.text()));
    return String.join(System.lineSeparator(), lines);
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("answered a second", a.achievedRate(), b.achievedRate(), "%,.0f"));
    for (Outcome outcome : Outcome.values()) {
      long countA = a.counts().count(outcome);
      long countB = b.counts().count(outcome);
      if (countA + countB > 0) {
        rows.add(new Row(outcome.label() + ", %", share(countA, a), share(countB, b), "%.3f"));
      }
    }
    rows.add(
        new Row("errors, %", share(a.counts().errors(), a), share(b.counts().errors(), b), "%.3f"));
    latencies("response", a.times().response(), b.times().response(), rows);
    latencies("service", a.times().service(), b.times().service(), rows);
    rows.add(
        new Row(
            "generator behind, p99, ms",
            a.times().lag().p99Micros() / 1e3,
            b.times().lag().p99Micros() / 1e3,
            "%,.3f"));
    return rows;
  }

  private static void latencies(String name, Latency a, Latency b, List<Row> rows) {
    String format = "%,.3f";
    rows.add(new Row(name + " mean, ms", a.meanMicros() / 1e3, b.meanMicros() / 1e3, format));
    rows.add(new Row(name + " p50, ms", a.p50Micros() / 1e3, b.p50Micros() / 1e3, format));
    rows.add(new Row(name + " p90, ms", a.p90Micros() / 1e3, b.p90Micros() / 1e3, format));
    rows.add(new Row(name + " p99, ms", a.p99Micros() / 1e3, b.p99Micros() / 1e3, format));
    rows.add(new Row(name + " p99.9, ms", a.p999Micros() / 1e3, b.p999Micros() / 1e3, format));
    rows.add(new Row(name + " max, ms", a.maxMicros() / 1e3, b.maxMicros() / 1e3, format));
  }

  private static void invalid(String name, RunResult result, List<String> lines) {
    result.faults().forEach(fault -> lines.add("INVALID RUN " + name + ": " + fault));
  }

  private static double share(long count, RunResult of) {
    long whole = of.counts().scheduled();
    return whole == 0 ? 0 : 100.0 * count / whole;
  }
}
