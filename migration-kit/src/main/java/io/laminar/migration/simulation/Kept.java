package io.laminar.migration.simulation;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.simulation.History.Operation;

/** Which acknowledged writes a strategy promises a read to see; at the end it is all of them. */
enum Kept {
  /** All. */
  EVERY_WRITE,
  /** Those that were made on the same event loop; others come a little later. */
  OWN_WRITES,
  /** None: a former value may be seen until the second copy has passed. */
  NONE_YET;

  private static final long SLACK_NANOS = 110_000_000;

  static Kept by(Strategy strategy) {
    return switch (strategy) {
      case DOUBLE_COPY -> NONE_YET;
      case QUEUED_WRITE, QUEUED_DUAL_LOOKUP -> OWN_WRITES;
      default -> EVERY_WRITE;
    };
  }

  /**
   * How long after a write of another loop one must begin to replace it for sure: a queue orders
   * writes by their versions, and clocks differ by a little.
   */
  long slackNanos() {
    return this == OWN_WRITES ? SLACK_NANOS : 0;
  }

  /** True if a read must not show what the write replaced. */
  boolean shows(Operation write, Operation read) {
    return switch (this) {
      case EVERY_WRITE -> true;
      case OWN_WRITES -> write.loop().equals(read.loop());
      case NONE_YET -> false;
    };
  }
}
