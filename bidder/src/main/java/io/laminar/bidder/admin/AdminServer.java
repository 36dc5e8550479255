package io.laminar.bidder.admin;

import io.laminar.bidder.tls.CertificateKeeper;
import io.laminar.migration.config.BearerToken;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' port. Every request must show the token; who does not learns nothing, not even
 * which paths there are. Runs on an event loop of its own, so that what operators ask never stands
 * in the way of bids.
 */
public final class AdminServer extends VerticleBase {

  /** The longest body: a large set of campaigns. */
  static final int BODY_LIMIT = 16 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int IDLE_SECONDS = 60;

  private final AdminOptions options;
  private final List<AdminRoute> routes;
  private final CertificateKeeper certificate;
  private final BearerToken token;
  private HttpServer server;
  private volatile int port;

  /**
   * @param options with a token
   * @param certificate that of the port
   */
  public AdminServer(AdminOptions options, List<AdminRoute> routes, CertificateKeeper certificate) {
    if (!options.isOpen()) {
      throw new IllegalArgumentException("an admin server needs a token");
    }
    this.options = options;
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt((AdminRoute route) -> -route.path().length()))
            .toList();
    this.certificate = certificate;
    this.token = new BearerToken(options.token());
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public Future<?> start() {
    server =
        vertx
            .createHttpServer(
                certificate.apply(
                    new HttpServerOptions()
                        .setHandle100ContinueAutomatically(true)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(IDLE_SECONDS)))
            .requestHandler(this::handle);
    return server
        .listen(options.port(), options.host())
        .map(
            opened -> {
              port = opened.actualPort();
              certificate.keep(server);
              return null;
            })
        .recover(
            failure ->
                Future.failedFuture(
                    new IOException(
                        "the operators' port cannot be opened on "
                            + options.host()
                            + ':'
                            + options.port()
                            + " ("
                            + AdminOptions.HOST.key()
                            + ", "
                            + AdminOptions.PORT.key()
                            + "): "
                            + failure.getMessage(),
                        failure)));
  }

  @Override
  public Future<?> stop() {
    if (server == null) {
      return Future.succeededFuture();
    }
    certificate.forget(server);
    return server.shutdown(1, TimeUnit.SECONDS);
  }

  private void handle(HttpServerRequest request) {
    if (!token.admits(request.getHeader("authorization"))) {
      request.response().putHeader("www-authenticate", "Bearer");
      refuse(request, 401, "send authorization: Bearer TOKEN, as " + AdminOptions.TOKEN.key());
      return;
    }
    var body = Buffer.buffer();
    request
        .handler(
            chunk -> {
              if (body.length() <= BODY_LIMIT) {
                body.appendBuffer(chunk);
                if (body.length() > BODY_LIMIT) {
                  refuse(request, 413, "the body must be at most " + BODY_LIMIT + " bytes");
                }
              }
            })
        .endHandler(
            end -> {
              if (body.length() <= BODY_LIMIT) {
                route(new AdminCall(request, body));
              }
            })
        // The sender left; there is nobody to answer.
        .exceptionHandler(gone -> LOG.debug("an operator's request ended early", gone));
  }

  private void route(AdminCall call) {
    try {
      for (AdminRoute route : routes) {
        if (route.fits(call.path())) {
          route.handler().handle(call);
          return;
        }
      }
      call.problem(
          404,
          "there is nothing at "
              + call.path()
              + "; there is "
              + String.join(", ", routes.stream().map(AdminRoute::path).toList()));
    } catch (IllegalArgumentException e) {
      call.problem(400, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("{} {} of an operator could not be answered", call.method(), call.path(), e);
      call.problem(500, "the bidder failed; the fault is in its log");
    }
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("connection", "close")
        .end(new JsonObject().put("error", message).toBuffer())
        .onComplete(written -> request.connection().close());
  }
}
