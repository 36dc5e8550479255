package io.laminar.bidder.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads one request's body within a bound.
 *
 * <p>A body that is too large is not kept but read to its end, so that the next request on the
 * connection can be answered; one that goes on far beyond is refused at once, and its connection
 * must then be closed. Belongs to the request's event loop.
 */
final class BodyReader extends OpenBodies.Node implements Handler<Buffer> {

  /** So much of a body that is refused is still read. */
  static final int DRAINED_BYTES = 16 * 1024 * 1024;

  private static final CharSequence CONTENT_ENCODING =
      HttpHeaders.createOptimized("content-encoding");

  /** Who waits for the body: exactly one of the first three is told, or none if the sender left. */
  interface Taker {
    /** The whole body, inflated if need be. */
    void body(Buffer body);

    /** The body cannot be used; the connection can. */
    void refused(RefusedException why);

    /** The body has no end, or does not come to it; neither body nor connection can be used. */
    void endless(RefusedException why);

    /** The sender left before the end of the body, or of the answer. */
    void left();
  }

  private final HttpServerRequest request;
  private final int limit;
  private final GzipBody gzip;
  private final Taker taker;
  private Buffer body;
  private long received;
  private boolean over;

  private BodyReader(HttpServerRequest request, int limit, GzipBody gzip, Taker taker) {
    this.request = request;
    this.limit = limit;
    this.gzip = gzip;
    this.taker = taker;
  }

  /** Begins to read; must be called before the request's handler returns. */
  static void read(
      HttpServerRequest request, int limit, GzipBody gzip, OpenBodies open, Taker taker) {
    var reader = new BodyReader(request, limit, gzip, taker);
    open.add(reader);
    request.handler(reader).endHandler(reader::end).exceptionHandler(reader::fail);
  }

  @Override
  public void handle(Buffer chunk) {
    received += chunk.length();
    if (over) {
      return;
    }
    if (received > limit) {
      body = null;
      if (received > DRAINED_BYTES) {
        leave();
        over = true;
        taker.endless(tooLarge());
      }
    } else if (body == null) {
      body = chunk;
    } else {
      body.appendBuffer(chunk);
    }
  }

  @Override
  void late(RefusedException why) {
    body = null;
    over = true;
    taker.endless(why);
  }

  private void end(Void end) {
    leave();
    if (over) {
      return;
    }
    over = true;
    if (received > limit) {
      taker.refused(tooLarge());
      return;
    }
    Buffer whole;
    try {
      whole = decoded();
    } catch (RefusedException e) {
      taker.refused(e);
      return;
    }
    taker.body(whole);
  }

  private Buffer decoded() throws RefusedException {
    Buffer sent = body == null ? Buffer.buffer() : body;
    String encoding = request.headers().get(CONTENT_ENCODING);
    if (encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
      return sent;
    }
    if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
      return Buffer.buffer(gzip.inflate(sent.getBytes()));
    }
    throw new RefusedException(
        415, "content-encoding must be gzip or identity, was " + shortened(encoding));
  }

  private void fail(Throwable cause) {
    leave();
    over = true;
    taker.left();
  }

  private RefusedException tooLarge() {
    return new RefusedException(413, "the body must be at most " + limit + " bytes");
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
