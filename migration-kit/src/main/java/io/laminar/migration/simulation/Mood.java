package io.laminar.migration.simulation;

import java.util.Random;

/** What is likely to go wrong in a run. */
enum Mood {
  /** Nothing but requests of jobs, which try again. */
  CALM,
  /** Data stores are down, slow, or lose and refuse requests. */
  STORES,
  /** Processes are cut off, stopped and killed, for longer than a lease holds. */
  FLEET,
  /** Both. */
  ALL,
  /** Both, at the very moment when a step is taken, for about as long as a lease holds. */
  AT_STEPS;

  /** Calm in two runs of six. */
  static Mood any(Random random) {
    int dice = random.nextInt(6);
    return values()[Math.max(0, dice - 1)];
  }

  boolean isCalm() {
    return this == CALM;
  }

  boolean plaguesStores() {
    return this == STORES || this == ALL;
  }

  boolean plaguesFleet() {
    return this == FLEET || this == ALL;
  }
}
