package io.laminar.load.wire;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;

/** A line over one HTTP/1.1 connection. Answers come in the order of the calls. */
final class HttpLine implements Line, AnswerParser.Listener {

  private final NetSocketInternal socket;
  private final RequestHead head;
  private final Listener listener;
  private final ArrayDeque<Call> underWay = new ArrayDeque<>();
  private final AnswerParser parser = new AnswerParser(this);
  private String problem = "Connection was closed";
  private boolean ended;

  HttpLine(NetSocket socket, RequestHead head, Listener listener) {
    this.socket = (NetSocketInternal) socket;
    this.head = head;
    this.listener = listener;
    socket.handler(parser::read);
    socket.exceptionHandler(failure -> problem = String.valueOf(failure.getMessage()));
    socket.closeHandler(closed -> onClosed());
  }

  @Override
  public void send(Call call) {
    if (ended) {
      call.failed(CallFailure.BROKEN, problem);
      return;
    }
    Buffer body = call.body();
    call.cancelWith(() -> end("given up"));
    underWay.add(call);
    call.sent();
    socket.writeMessage(head.with(body));
  }

  @Override
  public Future<Void> close() {
    return socket.close();
  }

  @Override
  public void answered(int status, MultiMap headers, Buffer body, boolean keepsAlive) {
    Call call = underWay.poll();
    if (call == null) {
      end("the server answered what nobody asked");
      return;
    }
    // said before the call ends, so that nothing more is sent on a line the server gives up
    if (!keepsAlive) {
      listener.closed(this);
    }
    call.answered(status, headers, body);
    listener.freed(this);
    if (!keepsAlive) {
      end("the server closed the connection");
    }
  }

  @Override
  public void broken(String what) {
    end(what);
  }

  private void onClosed() {
    parser.closed();
    end(problem);
  }

  /** HTTP/1.1 cannot go on after a broken exchange, whichever side broke it. */
  private void end(String what) {
    if (ended) {
      return;
    }
    ended = true;
    problem = what;
    listener.closed(this);
    socket.close();
    for (Call call = underWay.poll(); call != null; call = underWay.poll()) {
      call.failed(CallFailure.BROKEN, what);
    }
  }
}
