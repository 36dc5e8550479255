package io.laminar.deploy.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * What the bidder is held against: a Vert.x server that reads each body to its end, looks at
 * nothing, and answers the same bytes. One event loop of it.
 */
final class BareServer extends VerticleBase {

  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  /** As Vert.x takes it: the same free port for all servers of a Vertx that name it. */
  private static final int SHARED_FREE_PORT = -4_711;

  private final Buffer answer;
  private final Stall stall;
  private final int[] port;

  private BareServer(Buffer answer, Stall stall, int[] port) {
    this.answer = answer;
    this.stall = stall;
    this.port = port;
  }

  /**
   * Starts it on so many event loops.
   *
   * @return the port; it ends with the {@code Vertx}
   */
  static Future<Integer> start(Vertx vertx, int loops, int answerBytes) {
    return start(vertx, loops, answerBytes, new Stall());
  }

  /** The same, with a way to hold its answers back. */
  static Future<Integer> start(Vertx vertx, int loops, int answerBytes, Stall stall) {
    Buffer answer = Buffer.buffer("x".repeat(answerBytes));
    int[] port = new int[1];
    return vertx
        .deployVerticle(
            () -> new BareServer(answer, stall, port), new DeploymentOptions().setInstances(loops))
        .map(deployed -> port[0]);
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
        .requestHandler(this::reply)
        .listen(SHARED_FREE_PORT, "127.0.0.1")
        .onSuccess(
            server -> {
              synchronized (port) {
                port[0] = server.actualPort();
              }
            });
  }

  private void reply(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> answer(request))
        .onFailure(left -> request.connection().close());
  }

  private void answer(HttpServerRequest request) {
    long left = stall.leftNanos();
    if (left > 0) {
      vertx.timer(left, TimeUnit.NANOSECONDS).onSuccess(over -> answer(request));
    } else {
      request.response().putHeader(CONTENT_TYPE, JSON).end(answer);
    }
  }
}
