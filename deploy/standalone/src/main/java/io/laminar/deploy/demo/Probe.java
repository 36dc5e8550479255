package io.laminar.deploy.demo;

import io.laminar.deploy.command.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a bidder as an exchange would, one request at a time, and tells what it answered. */
final class Probe {

  private static final long ANSWER_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 10;

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;
  private final Buffer request;
  private long asked;

  /**
   * @param sample the name of a bid request among the load generator's samples
   */
  Probe(Vertx vertx, int port, String sample) {
    this.vertx = vertx;
    // a connection for each question: nothing but the bidder can hold an answer up
    this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    this.port = port;
    this.request = read("/openrtb/" + sample);
  }

  /**
   * When an answer came.
   *
   * @param atNanos when it was there, by {@link System#nanoTime}
   * @param lastOtherNanos when the last question was asked that had another answer
   */
  record Answer(long atNanos, long lastOtherNanos) {}

  /** How many questions were asked. */
  long asked() {
    return asked;
  }

  /** What a bidder said: {@code bid}, or the reason of its silence. One question at a time. */
  Future<String> ask() {
    asked++;
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/openrtb2/bid")
        // nested, so that the body is asked for before it has gone by
        .compose(
            asked ->
                asked
                    .putHeader("content-type", "application/json")
                    .send(request)
                    .compose(Probe::verdict))
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Future<String> verdict(HttpClientResponse answer) {
    return answer
        .body()
        .map(
            body ->
                answer.statusCode() == 200 ? "bid" : String.valueOf(answer.getHeader("x-no-bid")));
  }

  /**
   * Asks until the answer is the wanted one.
   *
   * @throws TimeoutException if it does not come within the time
   */
  Answer awaitAnswer(String wanted, long withinMillis) throws Exception {
    long lastOther = System.nanoTime();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
    String last = "nothing";
    while (System.nanoTime() < until) {
      long askedAt = System.nanoTime();
      last = Futures.await(ask());
      if (last.equals(wanted)) {
        return new Answer(System.nanoTime(), lastOther);
      }
      lastOther = askedAt;
      Futures.await(vertx.timer(PAUSE_MILLIS));
    }
    throw new TimeoutException(
        "the bidder did not answer \""
            + wanted
            + "\" within "
            + withinMillis
            + " ms, the last answer was \""
            + last
            + "\"");
  }

  private static Buffer read(String resource) {
    try (InputStream in = Probe.class.getResourceAsStream(resource)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Future<Void> close() {
    return client.close();
  }
}
