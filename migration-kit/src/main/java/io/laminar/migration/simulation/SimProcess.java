package io.laminar.migration.simulation;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A simulated process: its clock, and whether it runs, is stopped (as by SIGSTOP) or dead (as by
 * SIGKILL). What arrives while it is stopped waits; what a dead process would have done is lost.
 */
final class SimProcess {

  /** When simulated time begins, in milliseconds since the epoch. */
  static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private enum State {
    RUNNING,
    STOPPED,
    DEAD
  }

  private final String name;
  private final Timeline timeline;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final long skewMillis;
  private final int number;
  private final long bootNanos;
  private State state = State.RUNNING;

  /**
   * @param skewMillis how far its wall clock is ahead of the true time
   * @param number no two processes share one
   */
  SimProcess(String name, Timeline timeline, long skewMillis, int number) {
    this.name = name;
    this.timeline = timeline;
    this.skewMillis = skewMillis;
    this.number = number;
    this.bootNanos = timeline.random().nextLong();
  }

  /** An instant of simulated time as stores keep it; 0 = never. */
  static long epochMillis(long nanos) {
    return nanos == Long.MAX_VALUE ? 0 : EPOCH_MILLIS + nanos / 1_000_000;
  }

  String name() {
    return name;
  }

  Timeline timeline() {
    return timeline;
  }

  int number() {
    return number;
  }

  /** Its wall clock, in microseconds since the epoch. */
  long wallMicros() {
    return timeline.nanos() / 1_000 + (EPOCH_MILLIS + skewMillis) * 1_000;
  }

  /** Its monotonic clock, which began anywhere and may overflow. */
  long monotonicNanos() {
    return timeline.nanos() + bootNanos;
  }

  /** True if it is neither stopped nor dead. */
  boolean isRunning() {
    return state == State.RUNNING;
  }

  boolean isAlive() {
    return state != State.DEAD;
  }

  void stop() {
    if (state == State.RUNNING) {
      state = State.STOPPED;
    }
  }

  void resume() {
    if (state == State.STOPPED) {
      state = State.RUNNING;
      while (!waiting.isEmpty()) {
        timeline.after(0, this, waiting.poll());
      }
    }
  }

  void kill() {
    state = State.DEAD;
    waiting.clear();
  }

  /** Runs a piece of its code now, later, or never. */
  void run(Runnable work) {
    switch (state) {
      case RUNNING -> work.run();
      case STOPPED -> waiting.add(work);
      case DEAD -> {}
    }
  }
}
