package io.laminar.bidder.server;

import io.laminar.bidder.auction.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** Writes answers; headers and their values were made once. */
final class Replies {

  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence OPENRTB = HttpHeaders.createOptimized("x-openrtb-version");
  private static final CharSequence OPENRTB_VERSION = HttpHeaders.createOptimized("2.6");
  private static final CharSequence NO_BID = HttpHeaders.createOptimized("x-no-bid");
  private static final CharSequence[] LABEL_BY_REASON =
      Arrays.stream(Reason.values())
          .map(reason -> HttpHeaders.createOptimized(reason.label()))
          .toArray(CharSequence[]::new);
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final CharSequence ONE_SECOND = HttpHeaders.createOptimized("1");
  private static final CharSequence ALLOW = HttpHeaders.createOptimized("allow");
  private static final CharSequence LOCATION = HttpHeaders.createOptimized("location");
  private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("cache-control");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  private Replies() {}

  /** The head of a 200 with an OpenRTB response. */
  static HttpServerResponse openRtb(HttpServerResponse response) {
    return response.putHeader(CONTENT_TYPE, JSON).putHeader(OPENRTB, OPENRTB_VERSION);
  }

  /** The head of an OpenRTB response whose body is compressed. */
  static HttpServerResponse compressed(HttpServerResponse response) {
    return response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
  }

  /** Tells in the head why there is no bid. */
  static HttpServerResponse noBid(HttpServerResponse response, Reason reason) {
    return response.putHeader(NO_BID, LABEL_BY_REASON[reason.ordinal()]);
  }

  /** 204: taken. */
  static void taken(HttpServerResponse response) {
    response.setStatusCode(204).end();
  }

  /** 200 with what is to be shown; each bid has its own. */
  static void markup(HttpServerResponse response, String contentType, String markup) {
    response.putHeader(CACHE_CONTROL, NO_STORE);
    text(response, contentType, markup);
  }

  /** 302 to where a click leads; not to be cached, so that the next click is seen too. */
  static void redirect(HttpServerResponse response, String landing) {
    response
        .setStatusCode(302)
        .putHeader(LOCATION, landing)
        .putHeader(CACHE_CONTROL, NO_STORE)
        .end();
  }

  /** A status and what was wrong, as JSON. */
  static Future<Void> problem(HttpServerResponse response, int status, String message) {
    return json(response, status, new JsonObject().put("error", message));
  }

  /** 405 and what is allowed. */
  static void wrongMethod(HttpServerResponse response, String allowed) {
    response.putHeader(ALLOW, allowed);
    problem(response, 405, "the method must be " + allowed);
  }

  /** 503: not now, try again. */
  static void tryAgain(HttpServerResponse response, String message) {
    response.putHeader(RETRY_AFTER, ONE_SECOND);
    problem(response, 503, message);
  }

  /** Makes the answer the last one on its connection. */
  static HttpServerResponse last(HttpServerResponse response) {
    return response.putHeader(HttpHeaders.CONNECTION, CLOSE);
  }

  static Future<Void> json(HttpServerResponse response, int status, JsonObject body) {
    return response
        .setStatusCode(status)
        .putHeader(CONTENT_TYPE, JSON)
        .putHeader(CACHE_CONTROL, NO_STORE)
        .end(body.toBuffer());
  }

  static void text(HttpServerResponse response, String contentType, String body) {
    response.putHeader(CONTENT_TYPE, contentType).end(body);
  }
}
