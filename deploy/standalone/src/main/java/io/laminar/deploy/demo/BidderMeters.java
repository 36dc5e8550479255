package io.laminar.deploy.demo;

import io.laminar.deploy.command.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

/** What a bidder's {@code /metrics} say, as a scraper sees them. */
final class BidderMeters {

  private final String text;

  private BidderMeters(String text) {
    this.text = text;
  }

  /** Scrapes once, and waits for it. */
  static BidderMeters read(Vertx vertx, int port) throws Exception {
    HttpClient client = vertx.createHttpClient();
    return new BidderMeters(
        Futures.await(
            client
                .request(HttpMethod.GET, port, "127.0.0.1", "/metrics")
                // nested, so that the body is asked for before it has gone by
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(body -> body.toString())
                .eventually(client::close)));
  }

  /** How many profile reads ended so. */
  long profileReads(String result) {
    String name = "laminar_profile_reads_total{result=\"" + result + "\"} ";
    return text.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> (long) Double.parseDouble(line.substring(name.length())))
        .orElseThrow(() -> new IllegalStateException("/metrics does not tell " + name));
  }
}
