package io.laminar.load.wire;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;

/** A line over one HTTP/1.1 connection. */
final class HttpLine implements Line {

  /** No bid response is longer; reading stops there. */
  private static final int MAX_BODY = 4 << 20;

  private final HttpClientConnection connection;
  private final RequestOptions post;
  private final Listener listener;

  HttpLine(HttpClientConnection connection, RequestOptions post, Listener listener) {
    this.connection = connection;
    this.post = post;
    this.listener = listener;
    connection.closeHandler(closed -> listener.closed(this));
  }

  @Override
  public void send(Call call) {
    connection
        .request(post)
        .compose(request -> write(call, request))
        .onComplete(
            answered -> {
              if (answered.succeeded()) {
                new Answer(call, answered.result()).read();
              } else {
                broken(call, answered.cause());
              }
            });
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }

  private Future<HttpClientResponse> write(Call call, HttpClientRequest request) {
    if (call.isEnded()) {
      request.reset();
      return Future.failedFuture("given up before it was sent");
    }
    Buffer body = call.body();
    call.cancelWith(request::reset);
    call.sent();
    return request.send(body);
  }

  private void broken(Call call, Throwable cause) {
    String problem = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    // HTTP/1.1 cannot go on after a broken exchange, whichever side broke it
    listener.closed(this);
    connection.close();
    call.failed(CallFailure.BROKEN, problem);
  }

  /** An answer while it comes in. */
  private final class Answer {

    private final Call call;
    private final HttpClientResponse response;
    private Buffer body = Buffer.buffer(0);
    private boolean bodyIsOwn;

    Answer(Call call, HttpClientResponse response) {
      this.call = call;
      this.response = response;
    }

    void read() {
      response.handler(this::readChunk);
      response.endHandler(end -> complete());
      response.exceptionHandler(failure -> broken(call, failure));
    }

    private void readChunk(Buffer chunk) {
      if (body.length() == 0) {
        body = chunk; // nearly every answer is one chunk, which then needs no copy
        return;
      }
      if (!bodyIsOwn) {
        body = body.copy();
        bodyIsOwn = true;
      }
      if (body.length() + chunk.length() > MAX_BODY) {
        broken(call, new IllegalStateException("answer is longer than " + MAX_BODY + " bytes"));
      } else {
        body.appendBuffer(chunk);
      }
    }

    private void complete() {
      // said before the call ends, so that nothing more is sent on a line the server gives up
      if ("close".equalsIgnoreCase(response.getHeader(HttpHeaders.CONNECTION))) {
        listener.closed(HttpLine.this);
      }
      call.answered(response.statusCode(), response.headers(), body);
      listener.freed(HttpLine.this);
    }
  }
}
