package io.laminar.bidder.server;

import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.exchange.Exchange;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.server.AnswerOptions.NoBidBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Writes the answers to bid requests in the form that their senders want. */
final class AnswerWriter {

  private static final String ASKS_FOR_REASON = "nbr=1";

  private final BidResponseWriter writer;
  private final NoBidBody noBidBody;
  private final boolean mayCompress;
  private final Outbox outbox;
  private final GzipAnswer gzip = new GzipAnswer();

  AnswerWriter(BidResponseWriter writer, AnswerOptions options, Outbox outbox) {
    this.writer = writer;
    this.outbox = outbox;
    this.noBidBody = options.noBidBody();
    this.mayCompress = options.gzip();
  }

  /** 200 with bids. */
  void bid(HttpServerRequest http, BidRequest request, Exchange exchange, Offer offer) {
    Buffer body =
        writer.write(
            request.id(), offer.bids(), offer.tender().currency(), !exchange.marksUpOnWin());
    if (mayCompress
        && body.length() >= GzipAnswer.LEAST_BYTES
        && GzipAnswer.isAccepted(http.headers().get(HttpHeaders.ACCEPT_ENCODING))) {
      outbox.add(Replies.compressed(Replies.openRtb(http.response())), gzip.compress(body));
    } else {
      outbox.add(Replies.openRtb(http.response()), body);
    }
  }

  /** 204, or 200 with {@code nbr}. */
  void noBid(HttpServerRequest http, BidRequest request, Reason reason) {
    if (wantsBody(http, request)) {
      outbox.add(
          Replies.noBid(Replies.openRtb(http.response()), reason),
          writer.writeNoBid(request.id(), reason.code()));
    } else {
      bodilessNoBid(http, reason);
    }
  }

  /** 204. */
  void bodilessNoBid(HttpServerRequest http, Reason reason) {
    outbox.add(Replies.noBid(http.response().setStatusCode(204), reason), null);
  }

  private boolean wantsBody(HttpServerRequest http, BidRequest request) {
    return switch (noBidBody) {
      case NEVER -> false;
      case ALWAYS -> true;
      case ASKED -> request.noBidReasonWanted() || asksForReason(http.query());
    };
  }

  private static boolean asksForReason(String query) {
    int at = query == null ? -1 : query.indexOf(ASKS_FOR_REASON);
    if (at < 0) {
      return false;
    }
    int end = at + ASKS_FOR_REASON.length();
    return (at == 0 || query.charAt(at - 1) == '&')
        && (end == query.length() || query.charAt(end) == '&');
  }

  /** Frees the native memory. */
  void close() {
    gzip.close();
  }
}
