package io.laminar.deploy.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code wrk --latency} prints. */
final class WrkReport {

  private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec: +([0-9.]+)");
  private static final Pattern REQUESTS = Pattern.compile("(?m)^ *([0-9]+) requests in ");
  private static final Pattern QUANTILE =
      Pattern.compile("(?m)^ +(50|99)% +([0-9.]+)(us|ms|s|m|h) *$");
  private static final Pattern ERRORS =
      Pattern.compile(
          "Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

  private WrkReport() {}

  /**
   * @throws IOException if a number is missing; the message holds all of the text
   */
  static LoadReport parse(String text) throws IOException {
    return new LoadReport(
        Double.parseDouble(required(RATE, text, "Requests/sec")),
        Long.parseLong(required(REQUESTS, text, "the number of requests")),
        quantileMillis("50", text),
        quantileMillis("99", text),
        errors(text),
        found(REFUSED, text).map(found -> Long.parseLong(found.group(1))).orElse(0L));
  }

  private static double quantileMillis(String percent, String text) throws IOException {
    Matcher quantiles = QUANTILE.matcher(text);
    while (quantiles.find()) {
      if (quantiles.group(1).equals(percent)) {
        return Double.parseDouble(quantiles.group(2)) * millisPer(quantiles.group(3));
      }
    }
    throw missing("the " + percent + "th percentile", text);
  }

  private static double millisPer(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }

  /** Each kind of socket error is a request without an answer; wrk leaves the line out for none. */
  private static long errors(String text) {
    Matcher errors = ERRORS.matcher(text);
    long sum = 0;
    if (errors.find()) {
      for (int kind = 1; kind <= errors.groupCount(); kind++) {
        sum += Long.parseLong(errors.group(kind));
      }
    }
    return sum;
  }

  private static String required(Pattern pattern, String text, String what) throws IOException {
    return found(pattern, text).orElseThrow(() -> missing(what, text)).group(1);
  }

  private static Optional<Matcher> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  private static IOException missing(String what, String text) {
    return new IOException("wrk does not tell " + what + ":\n" + text);
  }
}
