package io.laminar.load.wire;

import io.laminar.load.time.Time;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fixed number of connections that calls take in turn, as an exchange keeps them to a bidder.
 *
 * <p>All are opened at the start; one that is lost is opened again, at once if it had been of use,
 * else after a pause. A call that finds every line busy waits; one that finds no line at all, and
 * none being opened, is refused with the last reason. Belongs to one event loop.
 */
public final class LinePool implements Line.Listener {

  private static final long REOPEN_NANOS = 100_000_000;

  /** What a line has to do now, and whether it ever had anything to do. */
  private static final class Usage {
    int calls;
    boolean everUsed;
  }

  private final int size;
  private final int callsPerLine;
  private final Line.Opener opener;
  private final Time time;
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();

  /** Lines with room, the one that was used longest ago first. */
  private final ArrayDeque<Line> free = new ArrayDeque<>();

  private final Map<Line, Usage> usageByLine = new IdentityHashMap<>();
  private int opening;
  private boolean closed;
  private String lastFailure = "not opened yet";

  /**
   * @param size how many lines
   * @param callsPerLine how many calls a line takes at a time; more than 1 is HTTP pipelining
   */
  public LinePool(int size, int callsPerLine, Line.Opener opener, Time time) {
    this.size = size;
    this.callsPerLine = callsPerLine;
    this.opener = opener;
    this.time = time;
  }

  /**
   * Opens the lines.
   *
   * @return done when each was tried; fails with the reason if none could be opened
   */
  public Future<Void> open() {
    List<Future<Void>> tries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tries.add(openOne());
    }
    return Future.join(tries)
        .otherwiseEmpty()
        .compose(
            tried ->
                usageByLine.isEmpty()
                    ? Future.failedFuture(lastFailure)
                    : Future.succeededFuture());
  }

  /** Sends the call on a line that has room, now or later. */
  public void send(Call call) {
    if (usageByLine.isEmpty() && opening == 0) {
      call.failed(CallFailure.REFUSED, lastFailure);
      return;
    }
    waiting.add(call);
    assign();
  }

  /** Lines that are open now. */
  public int openLines() {
    return usageByLine.size();
  }

  /** Closes all lines and opens no more. */
  public Future<Void> close() {
    closed = true;
    List<Future<Void>> closings = new ArrayList<>();
    for (Line line : List.copyOf(usageByLine.keySet())) {
      closings.add(line.close());
    }
    return Future.join(closings).mapEmpty();
  }

  @Override
  public void freed(Line line) {
    Usage usage = usageByLine.get(line);
    if (usage == null) {
      return;
    }
    if (usage.calls-- == callsPerLine) {
      free.addLast(line);
    }
    assign();
  }

  @Override
  public void closed(Line line) {
    Usage usage = usageByLine.remove(line);
    if (usage == null) {
      return;
    }
    free.removeFirstOccurrence(line);
    if (usage.everUsed && !closed) {
      openOne();
    } else {
      openLater("the server closed the connection");
    }
  }

  private void assign() {
    while (!free.isEmpty() && !waiting.isEmpty()) {
      Call call = waiting.poll();
      if (call.isEnded()) {
        continue; // given up while it waited
      }
      Line line = free.poll();
      Usage usage = usageByLine.get(line);
      usage.everUsed = true;
      if (++usage.calls < callsPerLine) {
        free.addLast(line);
      }
      line.send(call);
    }
  }

  private Future<Void> openOne() {
    opening++;
    Promise<Void> tried = Promise.promise();
    opener
        .open(this)
        .onComplete(
            opened -> {
              opening--;
              if (opened.succeeded()) {
                joined(opened.result());
              } else {
                Throwable cause = opened.cause();
                openLater(cause.getMessage() == null ? cause.toString() : cause.getMessage());
              }
              tried.complete();
            });
    return tried.future();
  }

  private void joined(Line line) {
    if (closed) {
      line.close();
      return;
    }
    usageByLine.put(line, new Usage());
    free.addLast(line);
    assign();
  }

  private void openLater(String failure) {
    lastFailure = failure;
    if (usageByLine.isEmpty() && opening == 0) {
      refuseWaiting();
    }
    time.after(
        REOPEN_NANOS,
        () -> {
          if (!closed) {
            openOne();
          }
        });
  }

  private void refuseWaiting() {
    for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
      call.failed(CallFailure.REFUSED, lastFailure);
    }
  }
}
