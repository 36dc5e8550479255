package io.laminar.stats.queue;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What waits for the drain thread or for Kafka, up to a bound.
 *
 * <p>A place is taken by {@link #offer} and given back by {@link #release} when Kafka has answered,
 * so the bound covers the Kafka client's own buffer too. Offering never waits and takes no lock;
 * any thread may offer and release, one thread takes.
 */
final class Outbox {

  private final int capacity;
  private final ConcurrentLinkedQueue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile Thread asleep;

  Outbox(int capacity) {
    this.capacity = capacity;
  }

  /** False if it is full; the thing was not taken then. */
  boolean offer(Outgoing outgoing) {
    if (taken.incrementAndGet() > capacity) {
      taken.decrementAndGet();
      return false;
    }
    waiting.add(outgoing);
    wake();
    return true;
  }

  /** Gives one place back. */
  void release() {
    taken.decrementAndGet();
  }

  /** The next one; waits for it, and answers null after that time or earlier. */
  Outgoing take(long waitNanos) {
    Outgoing next = waiting.poll();
    if (next != null) {
      return next;
    }
    asleep = Thread.currentThread();
    try {
      next = waiting.poll(); // whoever offered before it could see this thread asleep
      if (next == null) {
        LockSupport.parkNanos(this, waitNanos);
        next = waiting.poll();
      }
      return next;
    } finally {
      asleep = null;
    }
  }

  /** Ends the drain thread's sleep. */
  void wake() {
    Thread thread = asleep;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Places taken. */
  int depth() {
    return taken.get();
  }

  int capacity() {
    return capacity;
  }
}
