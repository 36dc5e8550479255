package io.laminar.migration.proxy;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code GET /metrics /health/live /health/ready}: for those who run the proxy. */
final class Operations extends VerticleBase {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ProxyOptions options;
  private final ProxyMetrics metrics;
  private final Supplier<Future<Void>> check;
  private HttpServer server;

  /**
   * @param check done when a command would be answered
   */
  Operations(ProxyOptions options, ProxyMetrics metrics, Supplier<Future<Void>> check) {
    this.options = options;
    this.metrics = metrics;
    this.check = check;
  }

  @Override
  public Future<?> start() {
    server = vertx.createHttpServer().requestHandler(this::answer);
    return server
        .listen(options.metricsPort(), options.host())
        .recover(
            failure ->
                Future.failedFuture(
                    new IOException(
                        "the proxy's metrics cannot be served on "
                            + options.host()
                            + ':'
                            + options.metricsPort()
                            + " ("
                            + ProxyOptions.METRICS_PORT.key()
                            + "): "
                            + failure.getMessage(),
                        failure)));
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" -> scrape(request);
      case "/health/live" -> send(request, 200, new JsonObject().put("status", "live"));
      case "/health/ready" -> ready(request);
      default ->
          send(
              request,
              404,
              new JsonObject().put("error", "there are /metrics, /health/live and /health/ready"));
    }
  }

  private void scrape(HttpServerRequest request) {
    vertx
        .executeBlocking(metrics::scrape, false)
        .onSuccess(text -> request.response().putHeader("content-type", PROMETHEUS).end(text))
        .onFailure(
            failure -> send(request, 500, new JsonObject().put("error", String.valueOf(failure))));
  }

  private void ready(HttpServerRequest request) {
    check
        .get()
        .onSuccess(
            fine ->
                send(
                    request,
                    200,
                    new JsonObject().put("status", "ready").put("reasons", new JsonArray())))
        .onFailure(
            failure ->
                send(
                    request,
                    503,
                    new JsonObject()
                        .put("status", "not ready")
                        .put(
                            "reasons",
                            new JsonArray()
                                .add(
                                    new JsonObject()
                                        .put("subject", "store")
                                        .put("problem", failure.getMessage())))));
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    if (request.response().closed()) {
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.encode() + "\n");
  }
}
