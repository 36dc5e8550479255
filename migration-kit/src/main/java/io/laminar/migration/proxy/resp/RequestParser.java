package io.laminar.migration.proxy.resp;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes requests out of a stream of bytes, wherever the stream is cut.
 *
 * <p>A request is an array of bulk strings ({@code *2\r\n$3\r\nGET\r\n$1\r\nk\r\n}) or a line of
 * words ({@code GET k\r\n}), as in Redis; arrays do not nest. Each byte is looked at once or twice
 * and copied twice. Memory follows what has arrived, never what is announced. Belongs to one event
 * loop.
 */
public final class RequestParser {

  private static final int FIRST_CAPACITY = 1_024;
  private static final int KEPT_CAPACITY = 64 * 1_024;
  private static final byte[] EMPTY = {};
  private static final int NO_LENGTH = -1;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int from;
  private int to;
  private int searched;

  private List<byte[]> words = new ArrayList<>(4);
  private int wordsLeft;
  private int wordLength = NO_LENGTH;
  private long requestBytes;

  /** Adds what has arrived. */
  public void feed(Buffer chunk) {
    int length = chunk.length();
    makeRoom(length);
    chunk.getBytes(bytes, to);
    to += length;
  }

  /** How many bytes wait that belong to no request yet. */
  public int waitingBytes() {
    return to - from;
  }

  /**
   * The next request.
   *
   * @param limits of this request
   * @return null if it has not arrived as a whole
   * @throws ProtocolException if the bytes are no request; then nothing more can be read
   */
  public Request next(RequestLimits limits) throws ProtocolException {
    while (true) {
      if (wordsLeft == 0) {
        if (from == to) {
          return null;
        }
        Request line = bytes[from] == '*' ? null : nextLine(limits);
        if (line != null) {
          return line;
        }
        if (from == to || bytes[from] != '*' || !beginArray(limits)) {
          return null;
        }
      }
      if (wordsLeft > 0) {
        return rest(limits);
      }
    }
  }

  /** Skips empty lines. */
  private Request nextLine(RequestLimits limits) throws ProtocolException {
    while (from < to && bytes[from] != '*') {
      int end = indexOf((byte) '\n', "too big inline request");
      if (end < 0) {
        return null;
      }
      int last = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
      List<byte[]> line = Words.split(bytes, from, last);
      consume(end + 1);
      if (!line.isEmpty()) {
        var request = new Request(line);
        if (request.size() > limits.words() || request.bytes() > limits.requestBytes()) {
          throw error("too big inline request");
        }
        return request;
      }
    }
    return null;
  }

  /** True if the head of an array was read; an empty array is no request. */
  private boolean beginArray(RequestLimits limits) throws ProtocolException {
    int end = lineEnd("too big mbulk count string");
    if (end < 0) {
      return false;
    }
    long count = number(from + 1, end, "invalid multibulk length");
    if (count > limits.words()) {
      throw error(
          limits == RequestLimits.STRANGER
              ? "unauthenticated multibulk length"
              : "invalid multibulk length");
    }
    consume(end + 2);
    wordsLeft = (int) Math.max(0, count);
    requestBytes = 0;
    return true;
  }

  private Request rest(RequestLimits limits) throws ProtocolException {
    while (wordsLeft > 0) {
      if (wordLength == NO_LENGTH && !beginWord(limits)) {
        return null;
      }
      if (to - from < wordLength + 2) {
        return null;
      }
      if (bytes[from + wordLength] != '\r' || bytes[from + wordLength + 1] != '\n') {
        throw error("expected CR and LF after " + wordLength + " bytes");
      }
      words.add(wordLength == 0 ? EMPTY : Arrays.copyOfRange(bytes, from, from + wordLength));
      consume(from + wordLength + 2);
      wordLength = NO_LENGTH;
      wordsLeft--;
    }
    var request = new Request(words);
    words = new ArrayList<>(4);
    return request;
  }

  private boolean beginWord(RequestLimits limits) throws ProtocolException {
    if (from == to) {
      return false;
    }
    if (bytes[from] != '$') {
      throw error("expected '$', got '" + printable(bytes[from]) + "'");
    }
    int end = lineEnd("too big bulk count string");
    if (end < 0) {
      return false;
    }
    long length = number(from + 1, end, "invalid bulk length");
    if (length < 0 || length > limits.wordBytes()) {
      throw error(
          length > 0 && limits == RequestLimits.STRANGER
              ? "unauthenticated bulk length"
              : "invalid bulk length");
    }
    requestBytes += length;
    if (requestBytes > limits.requestBytes()) {
      throw error("too big request, allowed are " + limits.requestBytes() + " bytes");
    }
    consume(end + 2);
    wordLength = (int) length;
    return true;
  }

  /** Where the CR LF of the line at hand is; −1 if it has not come. */
  private int lineEnd(String tooLong) throws ProtocolException {
    int end = indexOf((byte) '\n', tooLong);
    if (end < 0) {
      return -1;
    }
    if (bytes[end - 1] != '\r') {
      throw error("expected CR before LF");
    }
    return end - 1;
  }

  private int indexOf(byte wanted, String tooLong) throws ProtocolException {
    for (int i = Math.max(from, searched); i < to; i++) {
      if (bytes[i] == wanted) {
        if (i - from > RequestLimits.LINE_BYTES) {
          throw error(tooLong);
        }
        return i;
      }
    }
    searched = to;
    if (to - from > RequestLimits.LINE_BYTES) {
      throw error(tooLong);
    }
    return -1;
  }

  private long number(int begin, int end, String problem) throws ProtocolException {
    long value = Numbers.parse(bytes, begin, end);
    if (value == Numbers.NONE) {
      throw error(problem);
    }
    return value;
  }

  private void consume(int next) {
    from = next;
    searched = next;
    if (from == to) {
      from = 0;
      to = 0;
      searched = 0;
      if (bytes.length > KEPT_CAPACITY) {
        bytes = new byte[FIRST_CAPACITY];
      }
    }
  }

  private void makeRoom(int length) {
    if (bytes.length - to >= length) {
      return;
    }
    int waiting = to - from;
    int wanted = Math.addExact(waiting, length);
    byte[] roomy =
        wanted <= bytes.length / 2
            ? bytes
            : new byte[(int) Math.min(Integer.MAX_VALUE - 16, Math.max(wanted, 2L * waiting))];
    System.arraycopy(bytes, from, roomy, 0, waiting);
    bytes = roomy;
    searched -= from;
    from = 0;
    to = waiting;
  }

  private static String printable(byte b) {
    return b >= ' ' && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff);
  }

  private static ProtocolException error(String problem) {
    return new ProtocolException(problem);
  }
}
