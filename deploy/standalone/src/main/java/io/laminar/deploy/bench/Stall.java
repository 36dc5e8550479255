package io.laminar.deploy.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time in which a server answers nothing. Thread-safe. */
final class Stall {

  private final AtomicLong endNanos = new AtomicLong(System.nanoTime());

  /** From now on, for so long. */
  void begin(Duration time) {
    endNanos.set(System.nanoTime() + time.toNanos());
  }

  /** How long it lasts; 0 or less if there is none. */
  long leftNanos() {
    return endNanos.get() - System.nanoTime();
  }
}
