package io.laminar.load.report;

import io.laminar.load.result.Mark;
import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.result.SecondRow;
import io.laminar.load.tally.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Makes the page: a fixed file, with the numbers of the run in it as JSON and a script that draws
 * them. It loads nothing from anywhere.
 */
public final class HtmlReport {

  private static final String PAGE = "/report/report.html";
  private static final String HOLE = "@DATA@";
  private static final int MAX_POINTS = 900;
  private static final int HDR_TICKS = 8;
  private static final double MICROS_PER_MILLI = 1e3;

  private HtmlReport() {}

  /**
   * The whole file.
   *
   * @param title what the run was, for people
   */
  public static String of(String title, Recorded recorded) {
    List<SecondRow> rows = recorded.seconds();
    int grouped = Math.max(1, (rows.size() + MAX_POINTS - 1) / MAX_POINTS);
    double startMillis = rows.isEmpty() ? 0 : startMillis(rows.get(0));
    var data =
        new JsonObject()
            .put("title", title)
            .put("summary", recorded.result().toJson())
            .put("grouped", grouped)
            .put("seconds", seconds(rows, grouped, startMillis))
            .put("marks", marks(recorded.result().marks(), startMillis))
            .put("hdr", hdr(recorded));
    // "</script" in a text would end the script
    return page().replace(HOLE, data.encode().replace("<", "\\u003c"));
  }

  private static double startMillis(SecondRow first) {
    return first.atMillis() - first.spanSeconds() * 1e3;
  }

  private static JsonArray seconds(List<SecondRow> rows, int grouped, double startMillis) {
    var array = new JsonArray();
    for (int from = 0; from < rows.size(); from += grouped) {
      List<SecondRow> group = rows.subList(from, Math.min(rows.size(), from + grouped));
      array.add(point(group, startMillis));
    }
    return array;
  }

  /** Rates are averages over the group; times are its highest, so that no peak is lost. */
  private static JsonObject point(List<SecondRow> group, double startMillis) {
    SecondRow last = group.get(group.size() - 1);
    return new JsonObject()
        .put("t", (last.atMillis() - startMillis) / 1e3)
        .put("intended", mean(group, SecondRow::intendedRate))
        .put("achieved", mean(group, SecondRow::achievedRate))
        .put("bid", rate(group, Outcome.BID))
        .put("noBid", rate(group, Outcome.NO_BID))
        .put("late", rate(group, Outcome.LATE))
        .put("invalid", rate(group, Outcome.INVALID))
        .put(
            "failed",
            rate(group, Outcome.REJECTED)
                + rate(group, Outcome.SERVER_ERROR)
                + rate(group, Outcome.TIMEOUT)
                + rate(group, Outcome.REFUSED)
                + rate(group, Outcome.CONNECTION_ERROR))
        .put("dropped", mean(group, row -> row.dropped() / row.spanSeconds()))
        .put("p50", max(group, row -> row.latency().p50Micros() / MICROS_PER_MILLI))
        .put("p90", max(group, row -> row.latency().p90Micros() / MICROS_PER_MILLI))
        .put("p99", max(group, row -> row.latency().p99Micros() / MICROS_PER_MILLI))
        .put("p999", max(group, row -> row.latency().p999Micros() / MICROS_PER_MILLI))
        .put("max", max(group, row -> row.latency().maxMicros() / MICROS_PER_MILLI))
        .put("lag", max(group, row -> row.lagP99Micros() / MICROS_PER_MILLI))
        .put("inFlight", max(group, SecondRow::inFlight));
  }

  private static double rate(List<SecondRow> group, Outcome outcome) {
    return mean(group, row -> row.count(outcome) / row.spanSeconds());
  }

  private static double mean(List<SecondRow> group, ToDoubleFunction<SecondRow> value) {
    return group.stream().mapToDouble(value).average().orElse(0);
  }

  private static double max(List<SecondRow> group, ToDoubleFunction<SecondRow> value) {
    return group.stream().mapToDouble(value).max().orElse(0);
  }

  private static JsonArray marks(List<Mark> marks, double startMillis) {
    var array = new JsonArray();
    for (Mark mark : marks) {
      array.add(
          new JsonObject()
              .put("t", Math.max(0, (mark.atMillis() - startMillis) / 1e3))
              .put("text", mark.kind() + " " + mark.text()));
    }
    return array;
  }

  /** Points as {@code [nines, response ms, service ms]}: 2 nines is the 99th percentile. */
  private static JsonArray hdr(Recorded recorded) {
    Histogram response = recorded.result().times().responseHistogram();
    Histogram service = recorded.result().times().serviceHistogram();
    var array = new JsonArray();
    for (HistogramIterationValue step : response.percentiles(HDR_TICKS)) {
      double percentile = step.getPercentileLevelIteratedTo();
      if (percentile >= 100) {
        break; // infinitely many nines
      }
      array.add(
          new JsonArray()
              .add(Math.log10(100 / (100 - percentile)))
              .add(response.getValueAtPercentile(percentile) / MICROS_PER_MILLI)
              .add(service.getValueAtPercentile(percentile) / MICROS_PER_MILLI));
    }
    return array;
  }

  private static String page() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(PAGE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + PAGE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PAGE + " from the jar", e);
    }
  }
}
