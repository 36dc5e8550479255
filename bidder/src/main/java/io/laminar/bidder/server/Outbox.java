package io.laminar.bidder.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Executor;

/**
 * Sends the answers of one event-loop tick together, at its end.
 *
 * <p>Each answer wakes its reader; one that is sent in the middle of a tick lets the reader push
 * this loop off its processor while other requests wait. Belongs to one event loop.
 */
final class Outbox {

  private final EndOfTick<Answer> answers;

  private record Answer(HttpServerResponse response, Buffer body) {}

  /**
   * @param endOfTick see {@link EndOfTick}
   */
  Outbox(Executor endOfTick) {
    answers = new EndOfTick<>(endOfTick, Outbox::send);
  }

  /**
   * Ends the response at the end of this tick; its head must be as it is to be sent.
   *
   * @param body null for none
   */
  void add(HttpServerResponse response, Buffer body) {
    answers.add(new Answer(response, body));
  }

  /** Fails in its future, which nobody needs, where the sender leaves. */
  private static void send(Answer answer) {
    if (answer.response.closed()) {
      return;
    }
    if (answer.body == null) {
      answer.response.end();
    } else {
      answer.response.end(answer.body);
    }
  }
}
