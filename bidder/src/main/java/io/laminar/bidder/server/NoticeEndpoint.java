package io.laminar.bidder.server;

import io.laminar.bidder.metrics.LoopMeters;
import io.laminar.bidder.metrics.LossReason;
import io.laminar.bidder.metrics.NoticeAnswer;
import io.laminar.bidder.metrics.TallyByKind;
import io.laminar.bidder.notice.InvalidNoticeException;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.notice.Notices.Understood;
import io.laminar.bidder.notice.WinMarkup;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * {@code GET} or {@code POST /win /bill /loss /click}; everything is in the query.
 *
 * <p>204 when the notice is safe; 400 with what is wrong; 403 for one that we did not sign; 410 for
 * one that comes too late; 503 when the queue cannot take it now, and the sender should try again:
 * the same notice counts once. A win of a bid that came without markup is answered with it. A click
 * is led on to the landing page of the creative that the URL names, never to an address from the
 * URL, and even when the queue could not take it: a person waits, and would not try again. Belongs
 * to one event loop.
 */
final class NoticeEndpoint {

  private final Notices notices;
  private final NoticeSeal seal;
  private final BidResponseWriter writer;
  private final LoopMeters meters;

  NoticeEndpoint(Notices notices, NoticeSeal seal, BidResponseWriter writer, LoopMeters meters) {
    this.notices = notices;
    this.seal = seal;
    this.writer = writer;
    this.meters = meters;
  }

  void handle(NoticeKind kind, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.POST) {
      Replies.wrongMethod(response, "GET, POST");
      return;
    }
    TallyByKind<NoticeAnswer> answers = meters.notices(kind);
    Understood understood;
    String landing;
    try {
      understood = notices.read(seal, kind, request.params()::get);
      landing = kind == NoticeKind.CLICK ? notices.landing(understood.notice()) : "";
    } catch (InvalidNoticeException e) {
      refuse(e, answers, response);
      return;
    } catch (IllegalArgumentException e) { // not URL-encoded
      answers.increment(NoticeAnswer.INVALID);
      Replies.problem(response, 400, e.getMessage());
      return;
    }
    if (understood.overpriced()) {
      answers.increment(NoticeAnswer.OVERPRICED);
    }
    notices
        .take(understood)
        .onComplete(
            taken -> {
              answers.increment(taken.succeeded() ? NoticeAnswer.TAKEN : NoticeAnswer.REFUSED);
              if (kind == NoticeKind.LOSS && taken.succeeded()) {
                meters.losses().increment(LossReason.of(request.getParam(NoticeUrl.REASON)));
              }
              if (kind == NoticeKind.CLICK) {
                Replies.redirect(response, landing);
              } else if (taken.succeeded()) {
                confirm(understood, response);
              } else {
                Replies.tryAgain(
                    response, "the notice could not be kept now: " + taken.cause().getMessage());
              }
            });
  }

  /** The notice is counted, whatever is to be had here. */
  private void confirm(Understood understood, HttpServerResponse response) {
    if (!Notices.wantsMarkup(understood)) {
      Replies.taken(response);
      return;
    }
    try {
      WinMarkup markup = notices.markup(seal, writer, understood);
      Replies.markup(response, markup.contentType(), markup.text());
    } catch (InvalidNoticeException e) {
      Replies.problem(response, 410, e.getMessage());
    }
  }

  private static void refuse(
      InvalidNoticeException why, TallyByKind<NoticeAnswer> answers, HttpServerResponse response) {
    switch (why.kind()) {
      case MALFORMED -> {
        answers.increment(NoticeAnswer.INVALID);
        Replies.problem(response, 400, why.getMessage());
      }
      case FORGED -> {
        answers.increment(NoticeAnswer.FORGED);
        Replies.problem(response, 403, why.getMessage());
      }
      case STALE -> {
        answers.increment(NoticeAnswer.STALE);
        Replies.problem(response, 410, why.getMessage());
      }
      case GONE -> {
        answers.increment(NoticeAnswer.INVALID);
        Replies.problem(response, 410, why.getMessage());
      }
    }
  }
}
