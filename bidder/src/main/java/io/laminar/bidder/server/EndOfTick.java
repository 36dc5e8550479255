package io.laminar.bidder.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Does one kind of work for all that came in one event-loop tick, together, at its end.
 *
 * <p>Reading from sockets, deciding and writing to sockets are much code each. Done in turns,
 * request by request, each pushes the others out of the processor's caches; done for all that is at
 * hand, one after the other, each finds itself still there. Nobody waits longer than the events
 * that are at hand already. Belongs to one event loop.
 *
 * @param <T> what the work is done for
 */
final class EndOfTick<T> {

  private final Executor endOfTick;
  private final Consumer<T> work;
  private final Runnable workOff = this::workOff;
  private List<T> waiting = new ArrayList<>();
  private List<T> spare = new ArrayList<>();

  /**
   * @param endOfTick runs what it is given on this event loop, after the events that are at hand
   * @param work must not throw
   */
  EndOfTick(Executor endOfTick, Consumer<T> work) {
    this.endOfTick = endOfTick;
    this.work = work;
  }

  void add(T item) {
    if (waiting.isEmpty()) {
      endOfTick.execute(workOff);
    }
    waiting.add(item);
  }

  /** What is added meanwhile waits for the next time. */
  private void workOff() {
    List<T> items = waiting;
    waiting = spare;
    items.forEach(work);
    items.clear();
    spare = items;
  }
}
