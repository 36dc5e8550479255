package io.laminar.bidder.server;

import io.laminar.bidder.auction.Outcome;
import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.metrics.Answer;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.InvalidRequestException;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** One bid request from its head to its answer. */
final class BidExchange extends ProfileLookup.Search implements BodyReader.Taker {

  private final BidEndpoint endpoint;
  private final HttpServerRequest http;
  private final long begunNanos;
  private BidRequest request;
  private boolean over;

  BidExchange(BidEndpoint endpoint, HttpServerRequest http, long begunNanos) {
    this.endpoint = endpoint;
    this.http = http;
    this.begunNanos = begunNanos;
  }

  @Override
  public void body(byte[] body) {
    try {
      request = BidRequestParser.parse(body);
    } catch (InvalidRequestException e) {
      refuse(Answer.INVALID, 400, e.getMessage());
      return;
    } catch (RuntimeException e) {
      fault(e);
      return;
    }
    try {
      endpoint.begin(request, begunNanos, this);
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  @Override
  protected void ended(Profile profile, ProfileRead how) {
    endpoint.counts().profile(how);
    if (over) {
      return;
    }
    try {
      answer(endpoint.decide(request, profile, begunNanos));
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  /** Writes the answer. */
  void answer(Outcome outcome) {
    HttpServerResponse response = http.response();
    if (outcome instanceof Offer offer) {
      Replies.bid(response, endpoint.writer().write(request.id(), offer.bids()));
      endpoint.counts().bid(offer.bids(), endpoint.nanoTime() - begunNanos);
    } else if (outcome instanceof NoBid noBid) {
      Replies.noBid(response, noBid.reason());
      endpoint.counts().noBid(noBid.reason(), endpoint.nanoTime() - begunNanos);
    }
    end();
  }

  @Override
  public void refused(RefusedException why) {
    refuse(answerOf(why), why.status(), why.getMessage());
  }

  @Override
  public void endless(RefusedException why) {
    endpoint.counts().refused(answerOf(why));
    end();
    Replies.problem(Replies.last(http.response()), why.status(), why.getMessage())
        .onComplete(written -> http.connection().close());
  }

  @Override
  public void left() {
    if (!over) {
      endpoint.counts().left();
      end();
    }
  }

  private void refuse(Answer answer, int status, String message) {
    Replies.problem(http.response(), status, message);
    endpoint.counts().refused(answer);
    end();
  }

  private void fault(RuntimeException fault) {
    endpoint.log(fault);
    if (!over) {
      endpoint.counts().fault();
      end();
      if (!http.response().ended()) {
        Replies.problem(http.response(), 500, "the bidder failed; the fault is in its log");
      }
    }
  }

  private void end() {
    over = true;
    endpoint.counts().ended();
  }

  private static Answer answerOf(RefusedException why) {
    return switch (why.status()) {
      case 413 -> Answer.TOO_LARGE;
      case 415 -> Answer.UNSUPPORTED;
      default -> Answer.INVALID;
    };
  }
}
