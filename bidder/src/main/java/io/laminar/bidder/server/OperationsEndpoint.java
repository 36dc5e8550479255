package io.laminar.bidder.server;

import io.laminar.bidder.health.Check;
import io.laminar.bidder.health.Readiness;
import io.laminar.bidder.metrics.BidderMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics /health/live /health/ready}: for those who run the bidder. */
final class OperationsEndpoint {

  private final Vertx vertx;
  private final BidderMetrics metrics;
  private final List<Check> checks;
  private final Supplier<JsonObject> migration;

  OperationsEndpoint(
      Vertx vertx, BidderMetrics metrics, List<Check> checks, Supplier<JsonObject> migration) {
    this.migration = migration;
    this.vertx = vertx;
    this.metrics = metrics;
    this.checks = checks;
  }

  /** Scrapes on another thread: it takes longer than a bid may wait. */
  void metrics(HttpServerRequest request) {
    vertx
        .executeBlocking(metrics::scrape, false)
        .onSuccess(text -> Replies.text(request.response(), BidderMetrics.CONTENT_TYPE, text))
        .onFailure(
            failure ->
                Replies.problem(
                    request.response(), 500, "the meters could not be read: " + failure));
  }

  /** 200 while this event loop serves. */
  void live(HttpServerRequest request) {
    Replies.json(request.response(), 200, new JsonObject().put("status", "live"));
  }

  /**
   * 200 if the bidder would bid; else 503 and every reason why not. Notes do not keep it from it,
   * nor does the place where the migration of the profiles stands.
   */
  void ready(HttpServerRequest request) {
    Readiness.of(checks)
        .onSuccess(
            readiness ->
                Replies.json(request.response(), readiness.isReady() ? 200 : 503, body(readiness)));
  }

  private JsonObject body(Readiness readiness) {
    var body =
        new JsonObject()
            .put("status", readiness.isReady() ? "ready" : "not ready")
            .put("reasons", list(readiness.reasons()))
            .put("migration", migration.get());
    return readiness.notes().isEmpty() ? body : body.put("notes", list(readiness.notes()));
  }

  private static JsonArray list(List<Readiness.Reason> reasons) {
    var list = new JsonArray();
    for (Readiness.Reason reason : reasons) {
      list.add(new JsonObject().put("subject", reason.subject()).put("problem", reason.problem()));
    }
    return list;
  }
}
