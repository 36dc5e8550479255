package io.laminar.deploy.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Bids 1.50 on each first imp or its floor, and counts requests, notices and spend for /stats. */
final class FakeBidder implements AutoCloseable {

  private static final int SECONDS = 100;

  final AtomicLong requests = new AtomicLong();
  final AtomicLong wins = new AtomicLong();
  final AtomicLong billings = new AtomicLong();
  final AtomicLong losses = new AtomicLong();
  final AtomicLong billedMicros = new AtomicLong();

  /** How many wins the statistics claim beyond what they were told of. */
  volatile long inventedWins;

  volatile boolean bids = true;
  volatile boolean answers = true;
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  FakeBidder() throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(SECONDS, TimeUnit.SECONDS);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/bid" -> request.body().onSuccess(body -> bid(request, body.toJsonObject()));
      case "/win" -> counted(request, wins);
      case "/loss" -> counted(request, losses);
      case "/bill" -> {
        billedMicros.addAndGet(Math.round(Double.parseDouble(request.getParam("p")) * 1e6));
        counted(request, billings);
      }
      case "/stats" -> request.response().end(stats().encode());
      case "/health/ready" ->
          request.response().end(new JsonObject().put("status", "ready").encode());
      default -> request.response().setStatusCode(404).end();
    }
  }

  private static void counted(HttpServerRequest request, AtomicLong counter) {
    counter.incrementAndGet();
    request.response().setStatusCode(204).end();
  }

  private JsonObject stats() {
    return new JsonObject()
        .put(
            "rows",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("requests", requests.get())
                        .put("wins", wins.get() + (requests.get() == 0 ? 0 : inventedWins))
                        .put("billings", billings.get())
                        .put("losses", losses.get())
                        .put("spendMicros", billedMicros.get() / 1_000)));
  }

  private void bid(HttpServerRequest request, JsonObject body) {
    requests.incrementAndGet();
    if (!answers) {
      return;
    }
    if (!bids) {
      request.response().setStatusCode(204).putHeader("x-no-bid", "no-match").end();
      return;
    }
    JsonObject imp = body.getJsonArray("imp").getJsonObject(0);
    var bid =
        new JsonObject()
            .put("id", body.getString("id") + "-b")
            .put("impid", imp.getString("id"))
            .put("price", Math.max(1.5, imp.getDouble("bidfloor", 0.0)))
            .put("adm", "<p>an ad</p>")
            .put("nurl", url("/win"))
            .put("burl", url("/bill") + "?p=${AUCTION_PRICE}")
            .put("lurl", url("/loss") + "?why=${AUCTION_LOSS}");
    var seat = new JsonObject().put("bid", new JsonArray().add(bid));
    request
        .response()
        .end(
            new JsonObject()
                .put("id", body.getString("id"))
                .put("seatbid", new JsonArray().add(seat))
                .encode());
  }
}
