package io.laminar.load;

import io.laminar.load.answer.BidAnswer;
import io.laminar.load.answer.BidResponseReader;
import io.laminar.load.answer.OfferedBid;
import io.laminar.load.tally.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an answer is, whenever it came.
 *
 * @param outcome one that is an answer, never {@link Outcome#LATE}
 * @param detail the reason for no bid, or what was wrong; empty for a bid
 * @param bids that may win; none if the body was not read
 */
record Verdict(Outcome outcome, String detail, List<OfferedBid> bids) {

  private static final String NO_BID_HEADER = "x-no-bid";
  private static final int SHOWN_OF_BODY = 120;

  /**
   * Judges an answer.
   *
   * @param readBody whether a 200 is read and checked, or believed
   */
  static Verdict of(
      BidCall call, String requestId, int status, MultiMap headers, Buffer body, boolean readBody) {
    if (status == 204) {
      String reason = headers.get(NO_BID_HEADER);
      return new Verdict(Outcome.NO_BID, reason == null ? "not-stated" : reason, List.of());
    }
    if (status == 200) {
      return readBody ? read(call, requestId, body) : new Verdict(Outcome.BID, "", List.of());
    }
    Outcome outcome =
        switch (status / 100) {
          case 4 -> Outcome.REJECTED;
          case 5 -> Outcome.SERVER_ERROR;
          default -> Outcome.INVALID;
        };
    return new Verdict(
        outcome, "status " + status + " for " + call.template.name() + start(body), List.of());
  }

  private static Verdict read(BidCall call, String requestId, Buffer body) {
    BidAnswer answer = BidResponseReader.read(body.getBytes(), requestId, call.template);
    if (answer instanceof BidAnswer.Offers offers) {
      return new Verdict(Outcome.BID, "", offers.bids());
    }
    if (answer instanceof BidAnswer.Nothing nothing) {
      return new Verdict(Outcome.NO_BID, nothing.reason(), List.of());
    }
    return new Verdict(Outcome.INVALID, ((BidAnswer.Broken) answer).problem(), List.of());
  }

  private static String start(Buffer body) {
    int length = Math.min(SHOWN_OF_BODY, body.length());
    return length == 0 ? "" : ": " + body.getString(0, length, StandardCharsets.UTF_8.name());
  }
}
