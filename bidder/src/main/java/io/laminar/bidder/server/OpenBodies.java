package io.laminar.bidder.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The bodies that an event loop is still reading, the oldest first; those that do not come to their
 * end in time are given up by a sweep each {@value #SWEEP_MILLIS} ms. Belongs to one event loop.
 */
final class OpenBodies {

  static final long SWEEP_MILLIS = 250;

  /** A body that is being read. */
  abstract static class Node {
    private Node previous;
    private Node next;
    private long begunNanos;

    /** It did not come in time; it is no longer among the open ones. */
    abstract void late(RefusedException why);

    /** It came to its end, or to nothing. */
    final void leave() {
      if (next != null) {
        previous.next = next;
        next.previous = previous;
        previous = null;
        next = null;
      }
    }
  }

  private static final class Ends extends Node {
    @Override
    void late(RefusedException why) {
      throw new IllegalStateException("the ends of the list are no body");
    }
  }

  private final Node ends = new Ends();
  private final Duration most;
  private final LongSupplier nanoTime;

  OpenBodies(Duration most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
    ends.previous = ends;
    ends.next = ends;
  }

  /** Begins to watch a body. */
  void add(Node body) {
    body.begunNanos = nanoTime.getAsLong();
    body.previous = ends.previous;
    body.next = ends;
    ends.previous.next = body;
    ends.previous = body;
  }

  /** Gives up those that take too long. */
  void sweep(long nowNanos) {
    while (ends.next != ends && nowNanos - ends.next.begunNanos >= most.toNanos()) {
      Node body = ends.next;
      body.leave();
      body.late(
          new RefusedException(
              408, "the body did not come to its end within " + most.toMillis() + " ms"));
    }
  }
}
