package io.laminar.bidder.server;

import io.laminar.bidder.metrics.Answer;
import io.laminar.bidder.metrics.LoopMeters;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers what ends before there is a request: heads that are no HTTP or longer than is read. Where
 * the next request would begin is not known, so it is the last answer on its connection. Belongs to
 * one event loop.
 */
final class RefusedHeads implements Handler<HttpServerRequest> {

  private final LoopMeters meters;

  RefusedHeads(LoopMeters meters) {
    this.meters = meters;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Throwable why = request.decoderResult().cause();
    if (why instanceof TooLongHttpLineException) {
      refuse(request, Answer.LINE_TOO_LONG, 414);
    } else if (why instanceof TooLongHttpHeaderException) {
      refuse(request, Answer.HEAD_TOO_LARGE, 431);
    } else {
      refuse(request, Answer.BAD_HEAD, 400);
    }
  }

  private void refuse(HttpServerRequest request, Answer answer, int status) {
    meters.answers().increment(answer);
    Replies.last(request.response()).setStatusCode(status).end();
    request.connection().close();
  }
}
