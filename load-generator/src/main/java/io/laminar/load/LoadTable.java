package io.laminar.load;

import io.laminar.load.tally.Latency;
import io.laminar.load.tally.NoticeCount;
import io.laminar.load.tally.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out a summary for people: sections of aligned columns. */
final class LoadTable {

  private final LoadSummary summary;
  private final StringBuilder out = new StringBuilder(2_000);

  private LoadTable(LoadSummary summary) {
    this.summary = summary;
  }

  static String of(LoadSummary summary) {
    return new LoadTable(summary).print();
  }

  /** Microseconds as milliseconds with as many digits as mean something. */
  static String millis(double micros) {
    double millis = micros / 1_000;
    return String.format(
        Locale.ROOT, millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%,.0f", millis);
  }

  private String print() {
    verdict();
    conditions();
    requests();
    latencies();
    exchange();
    problems();
    return out.toString();
  }

  private void verdict() {
    for (String fault : summary.faults()) {
      line("INVALID RUN: %s", fault);
    }
    if (!summary.isValid()) {
      line("The generator did not make the load asked for; do not read this as a result.");
      line("");
    }
  }

  private void conditions() {
    LoadOptions options = summary.options();
    LoadSummary.Machine machine = summary.machine();
    line(
        "%s  %,.0f requests/s %s for %.1f s%s%s",
        options.url(),
        options.rate(),
        options.poisson() ? "at random" : "evenly spaced",
        summary.sending().toMillis() / 1e3,
        options.ramp().isZero()
            ? ""
            : String.format(
                Locale.ROOT, ", %.1f s of them growing", options.ramp().toMillis() / 1e3),
        summary.stopped() ? " (stopped)" : "");
    line(
        "%d connections on %d loop%s, %,d users (Zipf %s), tmax %d ms, seed %d",
        options.connections(),
        options.loops(),
        options.loops() == 1 ? "" : "s",
        options.users(),
        options.zipfExponent(),
        options.tmax().toMillis(),
        options.seed());
    line(
        "%s, %s, %d cores, %s",
        machine.jvm(), machine.collector(), machine.cores(), machine.system());
  }

  private void requests() {
    long scheduled = summary.counts().scheduled();
    line("");
    line("%-29s %14s %9s", "requests", "count", "share");
    row("scheduled", scheduled, scheduled);
    summary
        .counts()
        .countByOutcome()
        .forEach(
            (outcome, count) -> {
              row("  " + outcome.label(), count, scheduled);
              if (outcome == Outcome.NO_BID) {
                summary
                    .counts()
                    .noBidsByReason()
                    .forEach((reason, times) -> row("    " + reason, times, scheduled));
              }
            });
    summary
        .counts()
        .droppedByReason()
        .forEach((reason, count) -> row("  dropped, " + reason.label(), count, scheduled));
    line("%-29s %,14.0f", "answered a second", summary.achievedRate());
  }

  private void latencies() {
    line("");
    line(
        "%-29s %8s %8s %8s %8s %8s %8s",
        "milliseconds", "mean", "p50", "p90", "p99", "p99.9", "max");
    row("response (from intended)", summary.response());
    row("service (from sending)", summary.service());
    row("generator behind schedule", summary.lag());
  }

  private void exchange() {
    line("");
    line("%-29s %14s %9s %9s", "notices", "acknowledged", "failed", "unsent");
    summary.counts().noticesByKind().forEach((kind, count) -> row(kind.label(), count));
    List<String> spends = new ArrayList<>();
    summary
        .counts()
        .billedMicrosByCurrency()
        .forEach(
            (currency, micros) ->
                spends.add(String.format(Locale.ROOT, "%.6f %s", micros / 1e6, currency)));
    line(
        "%-29s %s",
        "billed, sum of CPM prices", spends.isEmpty() ? "0" : String.join(", ", spends));
  }

  private void problems() {
    if (!summary.counts().problems().isEmpty()) {
      line("");
      line("problems, the first of each kind");
      summary.counts().problems().forEach(problem -> line("  %s", problem));
    }
  }

  private void row(String name, long count, long whole) {
    line("%-29s %,14d %8.2f%%", name, count, whole == 0 ? 0 : 100.0 * count / whole);
  }

  private void row(String name, NoticeCount count) {
    line("%-29s %,14d %,9d %,9d", name, count.acknowledged(), count.failed(), count.unsent());
  }

  private void row(String name, Latency latency) {
    line(
        "%-29s %8s %8s %8s %8s %8s %8s",
        name,
        millis(latency.meanMicros()),
        millis(latency.p50Micros()),
        millis(latency.p90Micros()),
        millis(latency.p99Micros()),
        millis(latency.p999Micros()),
        millis(latency.maxMicros()));
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
