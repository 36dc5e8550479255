package io.laminar.migration.simulation;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Simulated time and the order of everything that happens in it.
 *
 * <p>Whatever would run on another thread, arrive over a network or wait for a timer is an event
 * here; events run one after another on the caller's thread, by their time and, at one time, in the
 * order they were planned. All delays come from one seeded source, so a seed gives one history.
 */
final class Timeline {

  private record Event(long dueNanos, long number, SimProcess owner, Runnable work)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Random random;
  private final long limitNanos;
  private long nowNanos;
  private long planned;

  /**
   * @param limitNanos simulated time after which a run counts as stuck
   */
  Timeline(long seed, long limitNanos) {
    this.random = new Random(seed);
    this.limitNanos = limitNanos;
  }

  /** Simulated time since the run began. */
  long nanos() {
    return nowNanos;
  }

  /** The source of all chance in the run. */
  Random random() {
    return random;
  }

  /** A time between {@code min} (inclusive) and {@code max} (exclusive), in nanoseconds. */
  long between(long min, long max) {
    return min + random.nextLong(max - min);
  }

  /**
   * Plans an event.
   *
   * @param owner whose code it runs: it waits while the owner is stopped and is lost if it is dead;
   *     null for the world outside
   */
  void after(long delayNanos, SimProcess owner, Runnable work) {
    events.add(new Event(nowNanos + Math.max(0, delayNanos), planned++, owner, work));
  }

  /** Lets time pass. */
  void pass(long nanos) {
    long until = nowNanos + nanos;
    after(nanos, null, () -> {});
    runUntil("time passes", () -> nowNanos >= until);
  }

  /**
   * Lets time pass until something holds.
   *
   * @throws StuckException if it does not before the limit, or nothing is left that could change it
   */
  void runUntil(String what, BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      if (events.isEmpty()) {
        throw new StuckException("nothing is left to happen, but not yet: " + what);
      }
      Event next = events.poll();
      if (next.dueNanos() > limitNanos) {
        throw new StuckException("after " + limitNanos / 1_000_000 + " ms not yet: " + what);
      }
      nowNanos = next.dueNanos();
      if (next.owner() == null) {
        next.work().run();
      } else {
        next.owner().run(next.work());
      }
    }
  }

  /** The run waits for what never happens. */
  static final class StuckException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StuckException(String message) {
      super(message);
    }
  }
}
