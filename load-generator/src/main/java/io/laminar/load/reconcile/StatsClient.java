package io.laminar.load.reconcile;

import io.laminar.load.result.Check;
import io.laminar.load.tally.Counts;
import io.laminar.migration.config.Setting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads the bidder's statistics over HTTP. Any thread. */
public final class StatsClient {

  public static final Setting<String> URL =
      Setting.matching(
          "load.stats-url",
          Pattern.compile("(https?://[A-Za-z0-9._\\-]+(:[0-9]{1,5})?(/[!-~]*)?)?"),
          "http or https://host[:port]/path, or empty",
          "",
          "where the totals of the statistics are read, such as http://127.0.0.1:8083/stats; given,"
              + " the exchange's wins and spend are held against them after the run");
  public static final Setting<Duration> WAIT =
      Setting.duration(
          "load.stats-wait",
          "0ms",
          "1h",
          "30s",
          "how long the last statistics may be on their way after the run");

  public static final List<Setting<?>> SETTINGS = List.of(URL, WAIT, CurrencyRates.SETTING);

  private static final long ANSWER_MILLIS = 5_000;
  private static final long PAUSE_MILLIS = 250;

  private final Vertx vertx;
  private final HttpClient client;
  private final URI url;
  private final CurrencyRates rates;

  /**
   * @param rates to compare prices in other currencies by
   */
  public StatsClient(Vertx vertx, URI url, CurrencyRates rates) {
    this.vertx = vertx;
    this.rates = rates;
    this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    this.url = url;
  }

  /** Asks once; fails with the reason if there is no such answer. */
  public Future<StatsTotals> read() {
    return client
        .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url.toString()))
        // nested, so that the body is asked for before it has gone by
        .compose(request -> request.send().compose(StatsClient::body))
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .map(StatsTotals::parse)
        .recover(
            cause ->
                Future.failedFuture(
                    new IllegalStateException(
                        "statistics at " + url + " (" + URL + "): " + cause.getMessage(), cause)));
  }

  /**
   * Asks until the books agree or the time is over.
   *
   * @return the last comparison
   */
  public Future<List<Check>> reconcile(Counts exchange, StatsTotals before, Duration wait) {
    return reconcileUntil(exchange, before, System.nanoTime() + wait.toNanos());
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<List<Check>> reconcileUntil(Counts exchange, StatsTotals before, long endNanos) {
    return read()
        .compose(
            after -> {
              List<Check> checks = Reconciliation.check(exchange, before, after, rates);
              boolean done =
                  checks.stream().allMatch(Check::held) || System.nanoTime() - endNanos >= 0;
              return done
                  ? Future.succeededFuture(checks)
                  : vertx
                      .timer(PAUSE_MILLIS)
                      .compose(later -> reconcileUntil(exchange, before, endNanos));
            });
  }

  private static Future<String> body(HttpClientResponse answer) {
    return answer
        .body()
        .compose(
            body ->
                answer.statusCode() == 200
                    ? Future.succeededFuture(body.toString())
                    : Future.failedFuture("answered with " + answer.statusCode()));
  }
}
