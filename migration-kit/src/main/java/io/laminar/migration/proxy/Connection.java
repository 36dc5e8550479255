package io.laminar.migration.proxy;

import io.laminar.migration.proxy.Answers.Awaited;
import io.laminar.migration.proxy.ProxyMetrics.Closing;
import io.laminar.migration.proxy.ProxyMetrics.Outcome;
import io.laminar.migration.proxy.command.Commands;
import io.laminar.migration.proxy.command.Here;
import io.laminar.migration.proxy.command.Session;
import io.laminar.migration.proxy.keyspace.Deadline;
import io.laminar.migration.proxy.resp.ProtocolException;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.proxy.resp.Request;
import io.laminar.migration.proxy.resp.RequestLimits;
import io.laminar.migration.proxy.resp.RequestParser;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Set;

/**
 * One client: reads its commands, runs them side by side, and answers in their order.
 *
 * <p>What it may hold is bounded: when so many commands wait for answers, when their requests are
 * too long together, or when the client does not read, nothing more is read from it until that has
 * changed. Belongs to one event loop.
 */
final class Connection {

  private static final int WRITE_BYTES = 256 * 1024;

  /** Requests under way, answers to come and answers not read: beyond this nothing is read. */
  private static final int HELD_BYTES = 1024 * 1024;

  /** What browsers send when a page makes them talk to a port they should not. */
  private static final Set<String> HTTP = Set.of("POST", "HOST:");

  private final NetSocket socket;
  private final Context context;
  private final Commands commands;
  private final Here here;
  private final Session session;
  private final ProxyLimits limits;
  private final ProxyMetrics metrics;
  private final long deadlineNanos;
  private final RequestParser parser = new RequestParser();
  private final Answers answers = new Answers();

  private Request held; // waits until what came before it has ended
  private boolean alone; // nothing else may begin
  private boolean reading = true;
  private boolean ending; // no command is begun any more; closed when all is answered
  private boolean closed;
  private boolean working;
  private boolean sendScheduled;

  Connection(
      NetSocket socket, ProxyLoop.Shared shared, Here here, Session session, Context context) {
    this.socket = socket;
    this.context = context;
    this.commands = shared.commands();
    this.here = here;
    this.session = session;
    this.limits = shared.options().limits();
    this.metrics = shared.metrics();
    this.deadlineNanos = limits.deadline().toNanos();
  }

  /** Takes what the client sends from now on. */
  void open() {
    socket
        .handler(
            chunk -> {
              parser.feed(chunk);
              work();
            })
        .drainHandler(
            drained -> {
              send();
              work();
            })
        // the close that follows is what counts
        .exceptionHandler(failure -> socket.close());
  }

  /** The client is gone. */
  void closed() {
    closed = true;
    answers.clear();
  }

  /** Begins nothing new, answers what was begun, and closes. */
  void drain() {
    ending = true;
    work();
  }

  /** Answers what has taken too long. */
  void expire(long nowNanos) {
    boolean expired = false;
    for (Awaited question : answers.waiting()) {
      if (!question.deadline().hasPassedAt(nowNanos)) {
        break; // those behind it came later
      }
      if (!question.isAnswered()) {
        expired = true;
        settle(question, late(question), Outcome.LATE);
      }
    }
    if (expired) {
      send();
      work();
    }
  }

  private Reply late(Awaited question) {
    return new Reply.Failure(
        "ERR "
            + here.keyspace().store().name()
            + ": "
            + question.command().toLowerCase(java.util.Locale.ROOT)
            + ": no answer within "
            + limits.deadline().toMillis()
            + " ms (proxy.deadline); a write may have happened",
        Reply.Blame.STORE);
  }

  /** Begins as many commands as may be begun. */
  private void work() {
    if (working || closed) {
      return;
    }
    working = true;
    try {
      boolean starved;
      do {
        starved = beginAll();
        send();
      } while (!starved && admits()); // sending has made room
    } catch (ProtocolException e) {
      refuse(e.getMessage());
    } finally {
      working = false;
    }
    send();
    readOrNot();
  }

  /** Begins commands until there is none, which is true, or no room for more. */
  private boolean beginAll() throws ProtocolException {
    while (admits()) {
      Request next = next();
      if (next != null) {
        begin(next);
      } else if (held == null) {
        return true;
      }
    }
    return false;
  }

  private boolean admits() {
    return !ending
        && !closed
        && !alone
        && answers.size() < limits.maxInFlight()
        && answers.heldBytes() < HELD_BYTES
        && !socket.writeQueueFull()
        && (held == null || answers.isEmpty());
  }

  private Request next() throws ProtocolException {
    if (held != null) {
      Request waited = held;
      held = null;
      return waited;
    }
    Request next = parser.next(session.isStranger() ? RequestLimits.STRANGER : limits.request());
    if (next != null && !answers.isEmpty() && commands.waitsForOthers(next)) {
      held = next;
      return null;
    }
    return next;
  }

  private void begin(Request request) throws ProtocolException {
    if (HTTP.contains(request.name())) {
      throw new ProtocolException("this is no HTTP server");
    }
    long now = System.nanoTime();
    var deadline = new Deadline(now + deadlineNanos);
    var question = new Awaited(request.name(), request.bytes(), now, deadline);
    answers.add(question);
    boolean all = commands.waitsForOthers(request);
    alone = all;
    var reply = commands.run(request, session, here, deadline);
    question.speak(session.version());
    ending |= session.isLeaving();
    if (reply.isComplete()) {
      alone = false;
      settle(question, reply.result(), Outcome.of(reply.result()));
      return;
    }
    reply.onSuccess(
        answer -> {
          if (all) {
            alone = false;
          }
          settle(question, answer, Outcome.of(answer));
          sendSoon();
        });
  }

  private void settle(Awaited question, Reply reply, Outcome outcome) {
    if (reply.weight() > limits.outputBytes()) {
      settle(question, tooLong(reply), Outcome.REFUSED);
    } else if (answers.answer(question, reply)) {
      metrics.answered(question.command(), outcome, System.nanoTime() - question.sinceNanos());
    }
  }

  private Reply tooLong(Reply reply) {
    return new Reply.Failure(
        "ERR the answer has about "
            + reply.weight()
            + " bytes, allowed are "
            + limits.outputBytes()
            + " (proxy.output-limit): ask for fewer keys at once",
        Reply.Blame.LAYER);
  }

  private void refuse(String problem) {
    long now = System.nanoTime();
    var last = new Awaited("", 0, now, new Deadline(now + deadlineNanos));
    last.speak(session.version());
    answers.add(last);
    answers.answer(last, Reply.error("Protocol error: " + problem));
    metrics.closed(Closing.GARBAGE);
    ending = true;
  }

  /** Once for all answers of this tick. */
  private void sendSoon() {
    if (!sendScheduled) {
      sendScheduled = true;
      context.runOnContext(
          endOfTick -> {
            sendScheduled = false;
            work();
          });
    }
  }

  private void send() {
    if (closed) {
      return;
    }
    while (!socket.writeQueueFull()) {
      Buffer out = answers.take(WRITE_BYTES);
      if (out.length() == 0) {
        break;
      }
      socket.write(out);
    }
    if (answers.answerBytes() > limits.outputBytes()) {
      metrics.closed(Closing.SLOW);
      closed = true;
      socket.close();
    } else if (ending && answers.isEmpty()) {
      closed = true;
      socket.end(); // after what was written
    }
  }

  private void readOrNot() {
    boolean may = admits();
    if (may != reading && !closed) {
      reading = may;
      if (may) {
        socket.resume();
      } else {
        socket.pause();
      }
    }
  }
}
