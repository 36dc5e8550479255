package io.laminar.bidder.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * Sends the answers of one event-loop tick together, at its end.
 *
 * <p>Each answer wakes its reader; one that is sent in the middle of a tick lets the reader push
 * this loop off its processor while other requests wait. Nobody waits longer than the events that
 * are at hand already. Belongs to one event loop.
 */
final class Outbox {

  private static final int FEW = 64;

  private final Executor endOfTick;
  private final Runnable send = this::send;
  private HttpServerResponse[] responses = new HttpServerResponse[FEW];
  private Buffer[] bodies = new Buffer[FEW];
  private int size;

  /**
   * @param endOfTick runs what it is given on this event loop, after the events that are at hand
   */
  Outbox(Executor endOfTick) {
    this.endOfTick = endOfTick;
  }

  /**
   * Ends the response at the end of this tick; its head must be as it is to be sent.
   *
   * @param body null for none
   */
  void add(HttpServerResponse response, Buffer body) {
    if (size == 0) {
      endOfTick.execute(send);
    }
    if (size == responses.length) {
      responses = Arrays.copyOf(responses, size * 2);
      bodies = Arrays.copyOf(bodies, size * 2);
    }
    responses[size] = response;
    bodies[size] = body;
    size++;
  }

  private void send() {
    int count = size;
    size = 0;
    for (int i = 0; i < count; i++) {
      HttpServerResponse response = responses[i];
      Buffer body = bodies[i];
      responses[i] = null;
      bodies[i] = null;
      end(response, body);
    }
  }

  /** Fails in its future, which nobody needs, where the sender has left. */
  private static void end(HttpServerResponse response, Buffer body) {
    if (response.closed()) {
      return;
    }
    if (body == null) {
      response.end();
    } else {
      response.end(body);
    }
  }
}
