package io.laminar.load.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * HdrHistogram's log format 1.3, whose lines other tools read too: {@code
 * Tag=NAME,start,length,max,payload}, seconds since the epoch and microseconds.
 */
final class HistogramLog {

  /** The first lines of a file. */
  static final String HEAD =
      "#[microseconds; one interval for each second, then whole distributions]\n"
          + "#[Histogram log format version 1.3]\n"
          + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
          + "\"Interval_Compressed_Histogram\"\n";

  private static final String TAG = "Tag=";

  private final List<String> lines;

  HistogramLog(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /** One interval, with its end of line. */
  static String line(String tag, double start, double length, EncodedHistogram histogram) {
    return String.format(
        Locale.ROOT,
        "%s%s,%.3f,%.3f,%d,%s%n",
        TAG,
        tag,
        start,
        length,
        histogram.decoded().getMaxValue(),
        histogram.text());
  }

  /** The intervals of a tag, in their order. */
  List<EncodedHistogram> tagged(String tag) {
    String begin = TAG + tag + ",";
    List<EncodedHistogram> found = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(begin)) {
        found.add(new EncodedHistogram(line.substring(line.lastIndexOf(',') + 1)));
      }
    }
    return found;
  }
}
