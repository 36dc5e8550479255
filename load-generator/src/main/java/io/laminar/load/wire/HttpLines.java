package io.laminar.load.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.time.Duration;

/** Opens HTTP/1.1 connections to one server. Belongs to the event loop it was made on. */
public final class HttpLines implements Line.Opener {

  private final NetClient client;
  private final String host;
  private final int port;
  private final RequestHead head;

  /**
   * @param url of the bid endpoint, {@code http} or {@code https}
   * @param connectTimeout how long opening a connection may take
   */
  public HttpLines(Vertx vertx, URI url, Duration connectTimeout) {
    boolean secure = url.getScheme().equals("https");
    this.host = url.getHost();
    this.port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    this.head = new RequestHead(url);
    var options =
        new NetClientOptions()
            .setTcpNoDelay(true)
            .setConnectTimeout((int) connectTimeout.toMillis());
    if (secure) {
      options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    }
    this.client = vertx.createNetClient(options);
  }

  @Override
  public Future<Line> open(Line.Listener listener) {
    return client
        .connect(port, host)
        .map(socket -> (Line) new HttpLine(socket, head, listener))
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "no connection to " + host + ":" + port + ": " + failure.getMessage(),
                        failure)));
  }

  /** Closes what is left of the client. */
  public Future<Void> close() {
    return client.close();
  }
}
