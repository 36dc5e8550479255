package io.laminar.migration.simulation;

import io.laminar.migration.store.HybridClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
  private final List<Runnable> mourners = new ArrayList<>();
  private final HybridClock clock;
  private long skewMillis;
  private State state = State.RUNNING;

  /**
   * @param skewMillis how far its wall clock is ahead of the true time
   * @param node of its clock; no two processes share one
   */
  SimProcess(String name, Timeline timeline, long skewMillis, int node) {
    this.name = name;
    this.timeline = timeline;
    this.skewMillis = skewMillis;
    this.clock = new HybridClock(() -> timeline.nanos() / 1_000 + wallOffsetMicros(), node);
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

  /** The versions of this process's writes. */
  HybridClock clock() {
    return clock;
  }

  /** Its wall clock, in milliseconds since the epoch. */
  long millis() {
    return timeline.nanos() / 1_000_000 + EPOCH_MILLIS + skewMillis;
  }

  /** Sets the wall clock, as an operator or NTP would. */
  void skewTo(long millis) {
    skewMillis = millis;
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
    mourners.forEach(Runnable::run);
  }

  /** Runs something of the world outside when, or if already, the process is dead. */
  void onDeath(Runnable mourner) {
    if (state == State.DEAD) {
      mourner.run();
    } else {
      mourners.add(mourner);
    }
  }

  /** Runs a piece of its code now, later, or never. */
  void run(Runnable work) {
    switch (state) {
      case RUNNING -> work.run();
      case STOPPED -> waiting.add(work);
      case DEAD -> {}
    }
  }

  private long wallOffsetMicros() {
    return (EPOCH_MILLIS + skewMillis) * 1_000;
  }
}
