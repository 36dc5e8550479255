package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters of a bidder with one label, as {@code /metrics} tells them.
 *
 * @param countByLine such as {@code requests outcome=bid}; those that are 0 are left out
 */
record Meters(Map<String, Long> countByLine) {

  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^laminar_(requests|no_bids|profile_reads)_total\\{([a-z]+)=\"([^\"]*)\"}"
              + " ([0-9.E]+)$");

  /** Scrapes once. */
  static Future<Meters> read(Vertx vertx, int port) {
    HttpClient client = vertx.createHttpClient();
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/metrics")
        .compose(request -> request.send())
        .compose(HttpClientResponse::body)
        .map(body -> parse(body.toString()))
        .eventually(client::close);
  }

  static Meters parse(String text) {
    Map<String, Long> counts = new TreeMap<>();
    Matcher lines = LINE.matcher(text);
    while (lines.find()) {
      long count = (long) Double.parseDouble(lines.group(4));
      if (count > 0) {
        counts.put(
            lines.group(1).replace('_', ' ') + " " + lines.group(2) + "=" + lines.group(3), count);
      }
    }
    return new Meters(counts);
  }

  /** What was counted since. */
  Meters since(Meters before) {
    Map<String, Long> counts = new TreeMap<>();
    countByLine.forEach(
        (line, count) -> {
          long more = count - before.countByLine.getOrDefault(line, 0L);
          if (more > 0) {
            counts.put(line, more);
          }
        });
    return new Meters(counts);
  }
}
