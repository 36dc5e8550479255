package io.laminar.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server whose answers a test chooses; remembers the notices it got. */
final class TestBidder {

  /** Answers one bid request. */
  interface Answer {
    /**
     * @param number of the request, from 0
     */
    void to(HttpServerRequest request, JsonObject body, int number);
  }

  /** Bids on the first imp, at its floor or above, with notices that lead back here. */
  static final Answer BID =
      (request, body, number) -> {
        request.response().putHeader("content-type", "application/json");
        request.response().end(response(request, body).encode());
      };

  static final Answer NO_BID =
      (request, body, number) ->
          request.response().setStatusCode(204).putHeader("x-no-bid", "no-match").end();

  final AtomicInteger requests = new AtomicInteger();
  final List<String> notices = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private TestBidder(Vertx vertx, Answer answer) {
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (request.path().equals("/bid")) {
                    int number = requests.getAndIncrement();
                    request.body().onSuccess(b -> answer.to(request, b.toJsonObject(), number));
                  } else {
                    notices.add(request.uri());
                    request.response().end();
                  }
                });
  }

  static TestBidder start(Vertx vertx, Answer answer) throws Exception {
    var bidder = new TestBidder(vertx, answer);
    bidder
        .server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return bidder;
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/bid";
  }

  /** Closes the port and every connection at once. */
  void close() {
    server.close();
  }

  static JsonObject response(HttpServerRequest request, JsonObject body) {
    JsonObject imp = body.getJsonArray("imp").getJsonObject(0);
    String id = body.getString("id");
    String base = "http://127.0.0.1:" + request.localAddress().port();
    var bid =
        new JsonObject()
            .put("id", id + "-bid")
            .put("impid", imp.getString("id"))
            .put("price", Math.max(1.25, imp.getDouble("bidfloor", 0.0)))
            .put("adm", "<p>an ad</p>")
            .put("nurl", base + "/win?id=${AUCTION_BID_ID}&p=${AUCTION_PRICE}")
            .put("burl", base + "/bill?id=${AUCTION_BID_ID}&p=${AUCTION_PRICE}")
            .put("lurl", base + "/loss?id=${AUCTION_BID_ID}&l=${AUCTION_LOSS}");
    var seat = new JsonObject().put("seat", "s").put("bid", new JsonArray().add(bid));
    return new JsonObject()
        .put("id", id)
        .put("cur", "USD")
        .put("seatbid", new JsonArray().add(seat));
  }
}
