package io.laminar.load.result;

import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A run in files. Blocks; never to be used on an event loop.
 *
 * <ul>
 *   <li>{@code summary.json}: counts, percentiles, conditions, verdicts
 *   <li>{@code seconds.csv}: a line for each second
 *   <li>{@code latency.hlog}: the distributions without loss, as HdrHistogram's log format has it:
 *       an interval tagged {@code response} for each line of the CSV, then {@code service} and
 *       {@code lag} of the whole run
 *   <li>{@code response.hgrm}, {@code service.hgrm}, {@code lag.hgrm}: for plotters
 * </ul>
 */
public final class ResultFolder {

  /** A run with its seconds. */
  public record Recorded(RunResult result, List<SecondRow> seconds) {
    public Recorded {
      seconds = List.copyOf(seconds);
    }
  }

  private static final String SUMMARY = "summary.json";
  private static final String SECONDS = "seconds.csv";
  private static final String LOG = "latency.hlog";
  private static final String RESPONSE = "response";
  private static final String SERVICE = "service";
  private static final String LAG = "lag";
  private static final int HGRM_TICKS = 5;
  private static final double MICROS_PER_MILLI = 1_000;

  private ResultFolder() {}

  /**
   * Writes everything, over what an earlier run left.
   *
   * @throws IOException if the folder cannot be made or written
   */
  public static void write(Path folder, Recorded recorded) throws IOException {
    Files.createDirectories(folder);
    RunResult result = recorded.result();
    Files.writeString(
        folder.resolve(SUMMARY), result.toJson().encodePrettily() + System.lineSeparator());
    try (BufferedWriter csv = Files.newBufferedWriter(folder.resolve(SECONDS))) {
      csv.write(SecondsCsv.head());
      csv.newLine();
      for (SecondRow row : recorded.seconds()) {
        csv.write(SecondsCsv.line(row));
        csv.newLine();
      }
    }
    writeLog(folder.resolve(LOG), recorded);
    hgrm(folder.resolve("response.hgrm"), result.times().responseHistogram());
    hgrm(folder.resolve("service.hgrm"), result.times().serviceHistogram());
    hgrm(folder.resolve("lag.hgrm"), result.times().lagHistogram());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if a file is missing or is not such a file; the message says which
   */
  public static Recorded read(Path folder) throws IOException {
    List<String> lines = lines(folder.resolve(SECONDS));
    if (lines.isEmpty() || !lines.get(0).equals(SecondsCsv.head())) {
      throw new IOException(
          folder.resolve(SECONDS) + ": the first line must be the columns' names");
    }
    var log = new HistogramLog(lines(folder.resolve(LOG)));
    List<EncodedHistogram> responses = log.tagged(RESPONSE);
    if (responses.size() != lines.size() - 1) {
      throw new IOException(
          folder.resolve(LOG)
              + ": must have an interval for each of "
              + (lines.size() - 1)
              + " seconds, had "
              + responses.size());
    }
    try {
      List<SecondRow> seconds = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        seconds.add(SecondsCsv.read(lines.get(i), responses.get(i - 1)));
      }
      var times = Times.of(sum(responses), sum(log.tagged(SERVICE)), sum(log.tagged(LAG)));
      var json = new JsonObject(Files.readString(folder.resolve(SUMMARY)));
      return new Recorded(ResultJson.read(json, times), seconds);
    } catch (RuntimeException e) {
      // Vert.x's JSON and the parsers of numbers have no narrower type in common
      throw new IOException(folder + " does not hold the result of a run: " + e.getMessage(), e);
    }
  }

  /** Whether the folder looks like one of these. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(SUMMARY));
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file + " is missing: a result has " + SUMMARY + ", " + SECONDS + ", " + LOG);
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    }
  }

  private static void writeLog(Path file, Recorded recorded) throws IOException {
    try (BufferedWriter log = Files.newBufferedWriter(file)) {
      log.write(HistogramLog.HEAD);
      for (SecondRow row : recorded.seconds()) {
        double end = row.atMillis() / 1e3;
        log.write(
            HistogramLog.line(
                RESPONSE, end - row.spanSeconds(), row.spanSeconds(), row.response()));
      }
      if (!recorded.seconds().isEmpty()) {
        double end = recorded.seconds().get(recorded.seconds().size() - 1).atMillis() / 1e3;
        double length = recorded.result().sending().toMillis() / 1e3;
        Times times = recorded.result().times();
        var service = EncodedHistogram.of(times.serviceHistogram());
        var lag = EncodedHistogram.of(times.lagHistogram());
        log.write(HistogramLog.line(SERVICE, end - length, length, service));
        log.write(HistogramLog.line(LAG, end - length, length, lag));
      }
    }
  }

  private static Histogram sum(List<EncodedHistogram> parts) {
    Histogram sum = Times.none().responseHistogram();
    parts.forEach(part -> sum.add(part.decoded()));
    return sum;
  }

  private static void hgrm(Path file, Histogram histogram) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      out.printf(Locale.ROOT, "# milliseconds%n");
      histogram.outputPercentileDistribution(out, HGRM_TICKS, MICROS_PER_MILLI);
    }
    Files.write(file, bytes.toByteArray());
  }
}
