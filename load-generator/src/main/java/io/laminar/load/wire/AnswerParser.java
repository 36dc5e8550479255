package io.laminar.load.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  private byte[] bytes = {};
  private int at;
  private boolean isDone;

  AnswerParser(Listener listener) {
    this.listener = listener;
  }

  /** Takes what came in; may tell of several answers, or of none yet. */
  void read(Buffer more) {
    if (at == bytes.length) {
      bytes = more.getBytes(); // an array, since looking at single bytes of a buffer is slow
    } else {
      byte[] both = Arrays.copyOfRange(bytes, at, bytes.length + more.length());
      more.getBytes(both, bytes.length - at);
      bytes = both;
    }
    at = 0;
    boolean complete = true;
    while (complete && at < bytes.length && !isDone) {
      complete = readOne();
    }
  }

  /** The server has closed the connection: the end of an answer that states no length. */
  void closed() {
    if (isDone || at == bytes.length) {
      return;
    }
    Head head = Head.parse(bytes, at);
    if (head != null && head.problem == null && head.endsWithConnection()) {
      isDone = true;
      tell(head, part(head.end, bytes.length));
    }
  }

  /** True if an answer was told of, or passed over. */
  private boolean readOne() {
    Head head = Head.parse(bytes, at);
    if (head == null) {
      return bytes.length - at > MAX_HEAD && fail("the head of an answer is too long");
    }
    if (head.problem != null) {
      return fail(head.problem);
    }
    if (head.status < 200) {
      at = head.end; // RFC 9110, 15.2: an interim answer, the final one follows
      return true;
    }
    if (head.isChunked) {
      return readChunks(head);
    }
    if (head.endsWithConnection()) {
      return bytes.length - head.end > MAX_BODY && tooLong();
    }
    if (head.bodyLength > MAX_BODY) {
      return tooLong();
    }
    int end = head.end + (int) head.bodyLength;
    if (bytes.length < end) {
      return false;
    }
    at = end;
    tell(head, part(head.end, end));
    return true;
  }

  /** RFC 9112, 7.1. */
  private boolean readChunks(Head head) {
    Buffer body = Buffer.buffer();
    int next = head.end;
    while (true) {
      int line = Head.lineEnd(bytes, next);
      if (line < 0) {
        return false;
      }
      long size = chunkSize(next, line);
      if (size < 0) {
        return fail("a chunk has no size");
      }
      next = line + 2;
      if (size == 0) {
        int end = trailersEnd(next);
        if (end < 0) {
          return false;
        }
        at = end;
        tell(head, body);
        return true;
      }
      if (body.length() + size > MAX_BODY) {
        return tooLong();
      }
      if (bytes.length < next + size + 2) {
        return false;
      }
      body.appendBytes(bytes, next, (int) size);
      next += (int) size + 2;
    }
  }

  private long chunkSize(int from, int to) {
    int end = from;
    while (end < to && bytes[end] != ';' && bytes[end] != ' ') {
      end++;
    }
    try {
      return end == from || end - from > 8
          ? -1
          : Long.parseLong(new String(bytes, from, end - from, StandardCharsets.US_ASCII), 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** After the empty line that ends the trailers; -1 if it is not there yet. */
  private int trailersEnd(int from) {
    int next = from;
    while (true) {
      int line = Head.lineEnd(bytes, next);
      if (line < 0) {
        return -1;
      }
      if (line == next) {
        return line + 2;
      }
      next = line + 2;
    }
  }

  private Buffer part(int from, int to) {
    return from == to ? NOTHING : Buffer.buffer(to - from).appendBytes(bytes, from, to - from);
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
