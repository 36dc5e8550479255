package io.laminar.load.notice;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/**
 * Sends notices as GET over a pool of its own, apart from the bid requests. Belongs to the event
 * loop it was made on.
 */
public final class HttpNoticeSender implements NoticeSender {

  private final HttpClientAgent client;
  private final long timeoutMillis;

  /**
   * @param connections to each server that the bidder names
   * @param timeout for one notice, the wait for a connection and the wait for the answer each
   */
  public HttpNoticeSender(Vertx vertx, int connections, Duration timeout) {
    this.timeoutMillis = timeout.toMillis();
    this.client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setConnectTimeout((int) timeoutMillis))
            .with(new PoolOptions().setHttp1MaxSize(connections))
            .build();
  }

  @Override
  public Future<NoticeReply> send(String url) {
    RequestOptions options;
    try {
      options =
          new RequestOptions()
              .setMethod(HttpMethod.GET)
              .setAbsoluteURI(url)
              .setConnectTimeout(timeoutMillis)
              .setIdleTimeout(timeoutMillis);
    } catch (RuntimeException e) {
      // Vert.x has no narrower type for a URL it cannot parse
      return Future.failedFuture(new IllegalArgumentException("not a URL: " + url, e));
    }
    return client
        .request(options)
        .compose(request -> request.send().compose(HttpNoticeSender::reply));
  }

  private static Future<NoticeReply> reply(HttpClientResponse response) {
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    return response
        .body()
        .map(
            body ->
                new NoticeReply(response.statusCode(), type == null ? "" : type, body.toString()));
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return client.close();
  }
}
