package io.laminar.bidder.server;

import io.laminar.bidder.auction.Outcome;
import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.metrics.Answer;
import io.laminar.bidder.metrics.Stage;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.InvalidRequestException;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** One bid request from its head to its answer. */
final class BidExchange extends ProfileLookup.Search implements BodyReader.Taker {

  private final BidEndpoint endpoint;
  private final Door door;
  private final HttpServerRequest http;
  private final long begunNanos;
  private final long lagNanos;
  private Buffer body;
  private BidRequest request;
  private long deadlineNanos;
  private long stageNanos;
  private boolean over;

  /**
   * @param begunNanos when its head was seen
   * @param lagNanos how long it had waited by then
   */
  BidExchange(
      BidEndpoint endpoint, Door door, HttpServerRequest http, long begunNanos, long lagNanos) {
    this.endpoint = endpoint;
    this.door = door;
    this.http = http;
    this.begunNanos = begunNanos;
    this.lagNanos = lagNanos;
    this.stageNanos = begunNanos;
  }

  BidCounts counts() {
    return door.counts();
  }

  @Override
  public void body(Buffer whole) {
    endOf(Stage.BODY);
    body = whole;
    endpoint.readAtEndOfTick(this);
  }

  /** Goes on at the end of the tick in which the body was whole. */
  void read() {
    if (over) {
      return;
    }
    try {
      request = endpoint.parse(body);
      body = null;
    } catch (InvalidRequestException e) {
      refuse(Answer.INVALID, 400, e.getMessage());
      return;
    } catch (RuntimeException e) {
      fault(e);
      return;
    }
    try {
      deadlineNanos = endpoint.deadline(request, begunNanos - lagNanos);
      endpoint.begin(request, deadlineNanos, this);
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  /** From now on the request is what privacy leaves of it. */
  void reduceTo(BidRequest reduced) {
    request = reduced;
    endOf(Stage.PARSE);
  }

  @Override
  protected void ended(Profile profile, ProfileRead how) {
    counts().profile(userId(), how);
    if (over) {
      return;
    }
    endOf(Stage.PROFILE);
    try {
      Outcome outcome = endpoint.decide(request, profile, door.exchange(), deadlineNanos);
      endOf(Stage.DECIDE);
      answer(outcome);
      endOf(Stage.ANSWER);
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  /** Writes the answer. */
  void answer(Outcome outcome) {
    if (outcome instanceof Offer offer) {
      endpoint.answers().bid(http, request, door.exchange(), offer);
      counts().bid(offer.bids(), endpoint.nanoTime() - begunNanos);
    } else if (outcome instanceof NoBid noBid) {
      endpoint.answers().noBid(http, request, noBid.reason());
      counts().noBid(noBid.reason(), endpoint.nanoTime() - begunNanos);
    }
    end();
  }

  @Override
  public void refused(RefusedException why) {
    refuse(answerOf(why), why.status(), why.getMessage());
  }

  @Override
  public void endless(RefusedException why) {
    counts().refused(answerOf(why));
    end();
    Replies.problem(Replies.last(http.response()), why.status(), why.getMessage())
        .onComplete(written -> http.connection().close());
  }

  @Override
  public void left() {
    if (!over) {
      counts().left();
      end();
    }
  }

  private void refuse(Answer answer, int status, String message) {
    Replies.problem(http.response(), status, message);
    counts().refused(answer);
    end();
  }

  private void fault(RuntimeException fault) {
    endpoint.log(fault);
    if (!over) {
      counts().fault();
      end();
      if (!http.response().ended()) {
        Replies.problem(http.response(), 500, "the bidder failed; the fault is in its log");
      }
    }
  }

  private void endOf(Stage stage) {
    long now = endpoint.nanoTime();
    counts().stage(stage, now - stageNanos);
    stageNanos = now;
  }

  private void end() {
    over = true;
    counts().ended();
  }

  private static Answer answerOf(RefusedException why) {
    return switch (why.status()) {
      case 408 -> Answer.TOO_SLOW;
      case 413 -> Answer.TOO_LARGE;
      case 415 -> Answer.UNSUPPORTED;
      default -> Answer.INVALID;
    };
  }
}
