package io.laminar.bidder.server;

import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which endpoint answers which path. */
final class Routes implements Handler<HttpServerRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final BidEndpoint bids;
  private final NoticeEndpoint notices;
  private final OperationsEndpoint operations;
  private final Connections connections;
  private final LongSupplier nanoTime;
  private boolean draining;

  Routes(
      BidEndpoint bids,
      NoticeEndpoint notices,
      OperationsEndpoint operations,
      Connections connections,
      LongSupplier nanoTime) {
    this.bids = bids;
    this.notices = notices;
    this.operations = operations;
    this.connections = connections;
    this.nanoTime = nanoTime;
  }

  /** From now on every answer asks its sender to close the connection. */
  void drain() {
    draining = true;
  }

  /** Whatever happens, the request is answered: one that is not blocks its connection. */
  @Override
  public void handle(HttpServerRequest request) {
    connections.used(request.connection(), nanoTime.getAsLong());
    if (draining) {
      Replies.last(request.response());
    }
    try {
      route(request);
    } catch (RuntimeException e) {
      LOG.error("{} {} could not be answered", request.method(), request.path(), e);
      if (!request.response().ended()) {
        Replies.problem(request.response(), 500, "the bidder failed; the fault is in its log");
      }
    }
  }

  private void route(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    Door door = bids.doors().at(path);
    if (door == null) {
      routeOthers(path, request);
    } else if (request.method() == HttpMethod.POST) {
      bids.handle(request, door);
    } else {
      Replies.wrongMethod(request.response(), "POST");
    }
  }

  private void routeOthers(String path, HttpServerRequest request) {
    switch (path) {
      case NoticeUrl.WIN -> notices.handle(NoticeKind.WIN, request);
      case NoticeUrl.BILL -> notices.handle(NoticeKind.BILLING, request);
      case NoticeUrl.LOSS -> notices.handle(NoticeKind.LOSS, request);
      case NoticeUrl.CLICK -> notices.handle(NoticeKind.CLICK, request);
      case "/metrics" -> onGet(request, operations::metrics);
      case "/health/live" -> onGet(request, operations::live);
      case "/health/ready" -> onGet(request, operations::ready);
      default ->
          Replies.problem(
              request.response(),
              404,
              "there is nothing here; there is POST /openrtb2/bid, /openrtb2/bid/EXCHANGE for those"
                  + " that bidder.exchanges names, /win, /bill, /loss, /click,"
                  + " GET /metrics, /health/live, /health/ready");
    }
  }

  private static void onGet(HttpServerRequest request, Handler<HttpServerRequest> endpoint) {
    if (request.method() == HttpMethod.GET) {
      endpoint.handle(request);
    } else {
      Replies.wrongMethod(request.response(), "GET");
    }
  }
}
