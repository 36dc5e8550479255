package io.laminar.migration.proxy;

import io.laminar.migration.proxy.keyspace.Deadline;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.proxy.resp.ReplyWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The answers that one client waits for, in the order of its questions. Belongs to one event loop.
 */
final class Answers {

  /** One question and, once it is there, its answer. */
  static final class Awaited {

    private final String command;
    private final int requestBytes;
    private final long sinceNanos;
    private final Deadline deadline;
    private Reply reply;
    private int version;

    Awaited(String command, int requestBytes, long sinceNanos, Deadline deadline) {
      this.command = command;
      this.requestBytes = requestBytes;
      this.sinceNanos = sinceNanos;
      this.deadline = deadline;
    }

    String command() {
      return command;
    }

    long sinceNanos() {
      return sinceNanos;
    }

    Deadline deadline() {
      return deadline;
    }

    boolean isAnswered() {
      return reply != null;
    }

    /** The protocol of the answer, known once the question has been begun. */
    void speak(int protocolVersion) {
      version = protocolVersion;
    }
  }

  /** What an answer may be as long as, before the first has come. */
  private static final long FIRST_GUESS = 32 * 1024;

  private final Deque<Awaited> inOrder = new ArrayDeque<>();
  private int unanswered;
  private long requestBytes;
  private long answerBytes;
  private long expectedBytes = FIRST_GUESS;

  void add(Awaited question) {
    inOrder.add(question);
    unanswered++;
    requestBytes += question.requestBytes;
  }

  /** False if it had been answered before, which is then what counts. */
  boolean answer(Awaited question, Reply reply) {
    if (question.reply != null) {
      return false;
    }
    long weight = reply.weight();
    question.reply = reply;
    unanswered--;
    requestBytes -= question.requestBytes;
    answerBytes += weight;
    expectedBytes = Math.max(weight, expectedBytes - expectedBytes / 8);
    return true;
  }

  /** Questions that are not answered, or whose answers are not taken. */
  int size() {
    return inOrder.size();
  }

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  /**
   * About how much memory it all takes: requests that are not answered, answers that are not taken,
   * and answers to come, which are taken to be as long as the longest of late.
   */
  long heldBytes() {
    return requestBytes + answerBytes + unanswered * expectedBytes;
  }

  /** About how long the answers are that are not taken. */
  long answerBytes() {
    return answerBytes;
  }

  /** All that wait, the oldest first. */
  Iterable<Awaited> waiting() {
    return inOrder;
  }

  /** Takes what can be sent now, up to about so many bytes; empty if nothing can. */
  Buffer take(int bytes) {
    Buffer out = Buffer.buffer();
    Awaited first = inOrder.peek();
    while (first != null && first.reply != null && out.length() < bytes) {
      inOrder.remove();
      answerBytes -= first.reply.weight();
      ReplyWriter.write(first.reply, first.version, out);
      first = inOrder.peek();
    }
    return out;
  }

  void clear() {
    inOrder.clear();
  }
}
