package io.laminar.migration.memcached;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection: commands go out without waiting, answers come back in the same order.
 *
 * <p>An answer that comes too late still takes its place in the order, and its command counts as in
 * flight until then. The connection is given up when several calls in a row got no answer at all,
 * when the server does not understand us, and when we do not understand it: from then on nobody
 * knows which answer belongs to what. Belongs to one context.
 */
final class Pipeline {

  private static final int SILENT_IN_A_ROW = 3;

  /** More than this that the server did not take yet, and nothing more is accepted. */
  private static final int MAX_UNSENT_BYTES = 64 * 1024 * 1024;

  /** What a server says that may not evict, and one whose values of this size have no page. */
  private static final String FULL = "SERVER_ERROR out of memory";

  private static final String MAKE_ROOM =
      "the server is full: give it more memory with -m or remove entries, then try again";

  private final Vertx vertx;
  private final NetSocket socket;
  private final Trouble trouble;
  private final long deadlineMillis;
  private final int maxInFlight;
  private final Consumer<String> whenLost;
  private final ReplyReader reader = new ReplyReader(this::take);
  private final Deque<Call> calls = new ArrayDeque<>();

  private int inFlight;
  private int silentInARow;
  private String lostBecause; // null while connected

  /**
   * @param deadline of an operation, which may be several calls
   * @param whenLost told once why the connection ended, unless {@link #close} ended it
   */
  Pipeline(
      Vertx vertx,
      NetSocket socket,
      Trouble trouble,
      Duration deadline,
      int maxInFlight,
      Consumer<String> whenLost) {
    this.vertx = vertx;
    this.socket = socket;
    this.trouble = trouble;
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
    this.whenLost = whenLost;
    socket.setWriteQueueMaxSize(MAX_UNSENT_BYTES);
    socket.handler(this::read);
    socket.exceptionHandler(cause -> lose(String.valueOf(cause.getMessage())));
    socket.closeHandler(closed -> lose("the server closed the connection"));
  }

  /** Commands that were sent together and the answers that came so far. */
  private static final class Call {
    final String operation;
    final int expected;
    final List<Reply> replies;
    final Promise<List<Reply>> promise = Promise.promise();
    long timer;

    Call(String operation, int expected) {
      this.operation = operation;
      this.expected = expected;
      this.replies = new ArrayList<>(expected);
    }
  }

  /**
   * Sends commands and waits for all answers.
   *
   * @param endsAtNanos when to give up, by {@link System#nanoTime}
   * @return the answers in order; fails with {@link StoreException}, also if one answer is an error
   */
  Future<List<Reply>> ask(String operation, Commands commands, long endsAtNanos) {
    if (lostBecause != null) {
      return Future.failedFuture(trouble.notSent(operation, lostBecause, false));
    }
    if (inFlight + commands.count() > maxInFlight) {
      return Future.failedFuture(
          trouble.tooMany(operation, "commands", inFlight, commands.count(), maxInFlight));
    }
    if (socket.writeQueueFull()) {
      return Future.failedFuture(
          trouble.of(
              Kind.OVERLOADED,
              operation,
              "the server does not take what was sent before; send fewer at once",
              null));
    }
    long withinMillis = TimeUnit.NANOSECONDS.toMillis(endsAtNanos - System.nanoTime());
    if (withinMillis <= 0) {
      return Future.failedFuture(trouble.ended(operation, "not done within its deadline", null));
    }
    var call = new Call(operation, commands.count());
    calls.add(call);
    inFlight += call.expected;
    call.timer = vertx.setTimer(withinMillis, timer -> expire(call, withinMillis));
    socket.write(commands.bytes());
    return call.promise.future();
  }

  /** Ends the connection; waiting calls fail. */
  Future<Void> close() {
    if (lostBecause == null) {
      end("the store was closed");
    }
    return socket.close();
  }

  private void read(Buffer chunk) {
    silentInARow = 0;
    try {
      reader.feed(chunk);
    } catch (IllegalArgumentException e) {
      lose("this is not what a Memcached server says: " + e.getMessage());
    }
  }

  private void take(Reply reply) {
    Call call = calls.peek();
    if (lostBecause != null) {
      return;
    }
    if (call == null) {
      lose("the server says what it was not asked for: " + reply.text());
      return;
    }
    call.replies.add(reply);
    inFlight--;
    if (call.replies.size() == call.expected) {
      calls.remove();
      vertx.cancelTimer(call.timer);
      complete(call);
    }
    if (reply.kind() == Reply.Kind.BROKEN) {
      call.promise.tryFail(refusal(call, reply));
      lose("after the server's answer " + reply.text());
    }
  }

  private void complete(Call call) {
    for (int i = 0; i < call.expected; i++) {
      if (call.replies.get(i).isError()) {
        call.promise.tryFail(refusal(call, call.replies.get(i)));
        return;
      }
    }
    call.promise.tryComplete(call.replies);
  }

  private void expire(Call call, long withinMillis) {
    long ofAll = Math.max(withinMillis, deadlineMillis);
    boolean late = call.promise.tryFail(trouble.late(call.operation, ofAll));
    if (late && ++silentInARow >= SILENT_IN_A_ROW) {
      lose("no answer to " + silentInARow + " calls in a row");
    }
  }

  private void lose(String reason) {
    if (lostBecause == null) {
      end(reason);
      socket.close();
      whenLost.accept(reason);
    }
  }

  private void end(String reason) {
    lostBecause = reason;
    List<Call> waiting = new ArrayList<>(calls);
    calls.clear();
    for (Call call : waiting) {
      vertx.cancelTimer(call.timer);
      call.promise.tryFail(trouble.lost(call.operation, reason, null));
    }
  }

  private StoreException refusal(Call call, Reply reply) {
    boolean full = reply.text().startsWith(FULL);
    return trouble.of(
        full ? Kind.OVERLOADED : Kind.REFUSED,
        call.operation,
        reply.text() + (full ? "; " + MAKE_ROOM : ""),
        null);
  }
}
