package io.laminar.load.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads HTTP/1.1 answers from the bytes of a connection, as RFC 9112 has them, and nothing that a
 * bid request's answer does not need: of the headers only those are kept that are looked at.
 *
 * <p>Why not Vert.x's client: it makes an object for each header, a promise and some tasks for each
 * step, which is right for a client and too much for a load tool, whose work is taken from the
 * server under test on a machine that both share. Belongs to one event loop.
 */
final class AnswerParser {

  /** What comes of the bytes. */
  interface Listener {

    /**
     * An answer is complete.
     *
     * @param keepsAlive false if the server will close the connection
     */
    void answered(int status, MultiMap headers, Buffer body, boolean keepsAlive);

    /** The bytes are no answer; the connection is of no use any more. */
    void broken(String problem);
  }

  /** No bid response is longer; reading stops there. */
  private static final int MAX_BODY = 4 << 20;

  private static final int MAX_HEAD = 64 << 10;
  private static final String NO_BID_HEADER = "x-no-bid";
  private static final MultiMap NO_HEADERS = MultiMap.caseInsensitiveMultiMap();
  private static final Buffer NOTHING = Buffer.buffer(0);

  private final Listener listener;
  private Buffer bytes = NOTHING;
  private boolean isDone;

  AnswerParser(Listener listener) {
    this.listener = listener;
  }

  /** Takes what came in; may tell of several answers, or of none yet. */
  void read(Buffer more) {
    // nearly every answer is one piece, which then needs no copy
    bytes = bytes.length() == 0 ? more : bytes.copy().appendBuffer(more);
    boolean complete = true;
    while (complete && bytes.length() > 0 && !isDone) {
      complete = readOne();
    }
  }

  /** The server has closed the connection: the end of an answer that states no length. */
  void closed() {
    if (isDone || bytes.length() == 0) {
      return;
    }
    Head head = Head.parse(bytes);
    if (head != null && head.problem == null && head.endsWithConnection()) {
      isDone = true;
      tell(head, bytes.slice(head.length, bytes.length()));
    }
  }

  /** True if an answer was told of. */
  private boolean readOne() {
    Head head = Head.parse(bytes);
    if (head == null) {
      return bytes.length() > MAX_HEAD && fail("the head of an answer is too long");
    }
    if (head.problem != null) {
      return fail(head.problem);
    }
    if (head.status < 200) {
      bytes = rest(head.length); // RFC 9110, 15.2: an interim answer, the final one follows
      return true;
    }
    if (head.isChunked) {
      return readChunks(head);
    }
    if (head.endsWithConnection()) {
      return bytes.length() - head.length > MAX_BODY && tooLong();
    }
    if (head.bodyLength > MAX_BODY) {
      return tooLong();
    }
    int end = head.length + (int) head.bodyLength;
    if (bytes.length() < end) {
      return false;
    }
    Buffer body = end == head.length ? NOTHING : bytes.slice(head.length, end);
    bytes = rest(end);
    tell(head, body);
    return true;
  }

  /** RFC 9112, 7.1. */
  private boolean readChunks(Head head) {
    Buffer body = Buffer.buffer();
    int at = head.length;
    while (true) {
      int line = Head.lineEnd(bytes, at);
      if (line < 0) {
        return false;
      }
      long size = chunkSize(at, line);
      if (size < 0) {
        return fail("a chunk has no size");
      }
      at = line + 2;
      if (size == 0) {
        int end = trailersEnd(at);
        if (end < 0) {
          return false;
        }
        bytes = rest(end);
        tell(head, body);
        return true;
      }
      if (body.length() + size > MAX_BODY) {
        return tooLong();
      }
      if (bytes.length() < at + size + 2) {
        return false;
      }
      body.appendBuffer(bytes, at, (int) size);
      at += (int) size + 2;
    }
  }

  private long chunkSize(int from, int to) {
    int end = from;
    while (end < to && bytes.getByte(end) != ';' && bytes.getByte(end) != ' ') {
      end++;
    }
    try {
      return end == from || end - from > 8
          ? -1
          : Long.parseLong(bytes.getString(from, end, StandardCharsets.US_ASCII.name()), 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** After the empty line that ends the trailers; -1 if it is not there yet. */
  private int trailersEnd(int from) {
    int at = from;
    while (true) {
      int line = Head.lineEnd(bytes, at);
      if (line < 0) {
        return -1;
      }
      if (line == at) {
        return line + 2;
      }
      at = line + 2;
    }
  }

  private Buffer rest(int from) {
    return from == bytes.length() ? NOTHING : bytes.slice(from, bytes.length());
  }

  private void tell(Head head, Buffer body) {
    MultiMap headers =
        head.noBid == null
            ? NO_HEADERS
            : MultiMap.caseInsensitiveMultiMap().add(NO_BID_HEADER, head.noBid);
    listener.answered(head.status, headers, body, !head.closes && !head.endsWithConnection());
  }

  private boolean tooLong() {
    return fail("answer is longer than " + MAX_BODY + " bytes");
  }

  private boolean fail(String problem) {
    isDone = true;
    listener.broken(problem);
    return false;
  }
}
