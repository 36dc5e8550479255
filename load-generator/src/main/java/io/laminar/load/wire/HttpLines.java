package io.laminar.load.wire;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;

/** Opens HTTP/1.1 connections to one server. Belongs to the event loop it was made on. */
public final class HttpLines implements Line.Opener {

  private final HttpClientAgent client;
  private final HttpConnectOptions where;
  private final RequestOptions post;
  private final String address;

  /**
   * @param url of the bid endpoint, {@code http} or {@code https}
   * @param pipelining how many requests a connection may have under way
   * @param connectTimeout how long opening a connection may take
   */
  public HttpLines(Vertx vertx, URI url, int pipelining, Duration connectTimeout) {
    boolean secure = url.getScheme().equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(secure)
                .setPipelining(pipelining > 1)
                .setPipeliningLimit(pipelining)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) connectTimeout.toMillis()));
    this.where = new HttpConnectOptions().setHost(url.getHost()).setPort(port).setSsl(secure);
    this.address = url.getHost() + ":" + port;
    this.post =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setURI(pathOf(url))
            .setHeaders(
                MultiMap.caseInsensitiveMultiMap()
                    .add(HttpHeaders.CONTENT_TYPE, "application/json")
                    .add(HttpHeaders.createOptimized("x-openrtb-version"), "2.6"));
  }

  @Override
  public Future<Line> open(Line.Listener listener) {
    return client
        .connect(where)
        .map(connection -> (Line) new HttpLine(connection, post, listener))
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "no connection to " + address + ": " + failure.getMessage(), failure)));
  }

  /** Closes what is left of the client. */
  public Future<Void> close() {
    return client.close();
  }

  private static String pathOf(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
