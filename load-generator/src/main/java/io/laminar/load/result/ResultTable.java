package io.laminar.load.result;

import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Millis;
import io.laminar.load.tally.NoticeCount;
import io.laminar.load.tally.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lays out a result for people: sections of aligned columns. */
final class ResultTable {

  private final RunResult summary;
  private final StringBuilder out = new StringBuilder(2_000);

  private ResultTable(RunResult summary) {
    this.summary = summary;
  }

  static String of(RunResult summary) {
    return new ResultTable(summary).print();
  }

  private String print() {
    verdict();
    conditions();
    requests();
    latencies();
    exchange();
    checks("objective", summary.objective());
    checks("reconciliation", summary.reconciliation());
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
    summary.conditions().forEach(condition -> line("%s", condition));
    if (summary.stopped()) {
      line("stopped after %.1f s", summary.sending().toMillis() / 1e3);
    }
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
    row("timeouts: late or unanswered", summary.counts().timeouts(), scheduled);
    line("%-29s %,14.0f", "answered a second", summary.achievedRate());
  }

  private void latencies() {
    line("");
    line(
        "%-29s %8s %8s %8s %8s %8s %8s",
        "milliseconds", "mean", "p50", "p90", "p99", "p99.9", "max");
    row("response (from intended)", summary.times().response());
    row("service (from sending)", summary.times().service());
    row("generator behind schedule", summary.times().lag());
  }

  private void exchange() {
    line("");
    row("bids of the answers", summary.counts().offers());
    row("wins", summary.counts().wins());
    line("");
    line("%-29s %14s %9s %9s", "notices", "acknowledged", "failed", "unsent");
    summary.counts().noticesByKind().forEach((kind, count) -> row(kind.label(), count));
    money("won, sum of CPM prices", summary.counts().wonMicrosByCurrency());
    money("billed, sum of CPM prices", summary.counts().billedMicrosByCurrency());
  }

  private void money(String name, Map<String, Long> microsByCurrency) {
    List<String> sums = new ArrayList<>();
    microsByCurrency.forEach(
        (currency, micros) ->
            sums.add(String.format(Locale.ROOT, "%.6f %s", micros / 1e6, currency)));
    line("%-29s %s", name, sums.isEmpty() ? "0" : String.join(", ", sums));
  }

  private void checks(String title, List<Check> checks) {
    if (!checks.isEmpty()) {
      line("");
      line("%s", title);
      checks.forEach(check -> line("  %s", check));
    }
  }

  private void problems() {
    if (!summary.counts().problems().isEmpty()) {
      line("");
      line("problems, the first of each kind");
      summary.counts().problems().forEach(problem -> line("  %s", problem));
    }
  }

  private void row(String name, long count) {
    line("%-29s %,14d", name, count);
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
        Millis.text(latency.meanMicros()),
        Millis.text(latency.p50Micros()),
        Millis.text(latency.p90Micros()),
        Millis.text(latency.p99Micros()),
        Millis.text(latency.p999Micros()),
        Millis.text(latency.maxMicros()));
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
