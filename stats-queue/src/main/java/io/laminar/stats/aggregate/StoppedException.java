package io.laminar.stats.aggregate;

/** The aggregator is closing; what it was about to do stays undone. */
final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("the aggregator is closing", null, false, false);
  }
}
