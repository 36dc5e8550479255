package io.laminar.bidder.lookup;

import java.util.function.LongSupplier;

/**
 * Very many deadlines with one timer.
 *
 * <p>A timer for each look-up would be set and cancelled tens of thousands of times a second in the
 * event loop's priority queue; here a deadline is linked into the slot of its tick and unlinked
 * again, both in constant time, and one timer ticks while anything waits (G. Varghese, A. Lauck,
 * "Hashed and Hierarchical Timing Wheels", 1987). A deadline is never early and at most about two
 * ticks late. Belongs to one event loop.
 */
final class DeadlineWheel {

  static final long TICK_NANOS = 1_000_000;
  private static final int SLOTS = 256;

  /** Runs something after a tick, on the same event loop. */
  interface Timer {
    void afterTick(Runnable action);
  }

  /** What waits. It can wait for one deadline at a time. */
  abstract static class Node {
    private Node previous;
    private Node next;
    private long tick;

    /** The deadline has passed; the node is no longer in the wheel. */
    abstract void expired();

    /** True while the node is in a wheel. */
    final boolean isWaiting() {
      return next != null;
    }
  }

  /** The ends of a slot's ring. */
  private static final class Head extends Node {
    private Head() {
      ((Node) this).previous = this;
      ((Node) this).next = this;
    }

    @Override
    void expired() {
      throw new IllegalStateException("the head of a slot has no deadline");
    }
  }

  private final LongSupplier nanoTime;
  private final Timer timer;
  private final long originNanos;
  private final Node[] slots = new Node[SLOTS];
  private final Node due = new Head();
  private long lastTick;
  private int waiting;
  private boolean ticking;

  DeadlineWheel(LongSupplier nanoTime, Timer timer) {
    this.nanoTime = nanoTime;
    this.timer = timer;
    this.originNanos = nanoTime.getAsLong();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Head();
    }
  }

  /**
   * Makes a node wait.
   *
   * @param deadlineNanos on the clock of this wheel
   */
  void add(Node node, long deadlineNanos) {
    if (!ticking) {
      lastTick = tickNow();
    }
    long atTick = Math.floorDiv(deadlineNanos - originNanos + TICK_NANOS - 1, TICK_NANOS);
    node.tick = Math.max(lastTick + 1, atTick);
    link(node, slots[(int) (node.tick & (SLOTS - 1))]);
    waiting++;
    if (!ticking) {
      ticking = true;
      timer.afterTick(this::tick);
    }
  }

  /** Makes a node wait no longer; nothing happens if it does not wait. */
  void remove(Node node) {
    if (!node.isWaiting()) {
      return;
    }
    unlink(node);
    waiting--;
  }

  /** How many nodes wait. */
  int waiting() {
    return waiting;
  }

  private void tick() {
    long now = tickNow();
    long from = Math.max(lastTick + 1, now - SLOTS + 1);
    lastTick = now;
    for (long tick = from; tick <= now; tick++) {
      moveDue(slots[(int) (tick & (SLOTS - 1))], now);
    }
    expireDue();
    ticking = waiting > 0;
    if (ticking) {
      timer.afterTick(this::tick);
    }
  }

  private void moveDue(Node head, long now) {
    Node node = head.next;
    while (node != head) {
      Node following = node.next;
      if (node.tick <= now) {
        unlink(node);
        link(node, due);
      }
      node = following;
    }
  }

  /** Those that are due stay linked until their turn, since one may remove another or add more. */
  private void expireDue() {
    while (due.next != due) {
      Node node = due.next;
      remove(node);
      node.expired();
    }
  }

  private static void link(Node node, Node head) {
    node.previous = head.previous;
    node.next = head;
    head.previous.next = node;
    head.previous = node;
  }

  private static void unlink(Node node) {
    node.previous.next = node.next;
    node.next.previous = node.previous;
    node.previous = null;
    node.next = null;
  }

  private long tickNow() {
    return Math.floorDiv(nanoTime.getAsLong() - originNanos, TICK_NANOS);
  }
}
