package io.laminar.stats.event;

/** One record of the queue. */
public sealed interface Event permits Sums, Notice, Heartbeat {

  /** When it happened on the clock of its sender, in milliseconds since the epoch. */
  long atMillis();
}
