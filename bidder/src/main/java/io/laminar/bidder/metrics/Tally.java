package io.laminar.bidder.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter that one thread writes and any thread reads.
 *
 * <p>The write is a plain add and an opaque store: no fence and no contended cache line. Readers
 * see a whole number that is at most a moment old.
 */
public final class Tally {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long value;

  /** Adds to the count. Only the owner's thread. */
  public void add(long n) {
    VALUE.setOpaque(this, value + n);
  }

  /** Adds one. Only the owner's thread. */
  public void increment() {
    add(1);
  }

  /** The count. Any thread. */
  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
