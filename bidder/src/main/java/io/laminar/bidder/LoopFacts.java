package io.laminar.bidder;

import io.laminar.bidder.server.FactSource;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;
import io.laminar.stats.queue.FactSums;

/** The sums of one event loop in the statistics queue. */
record LoopFacts(FactSums sums) implements FactSource {

  @Override
  public Sum sum(Fact fact, String name) {
    return sum(fact, Subject.of(name));
  }

  @Override
  public Sum sum(Fact fact, Subject subject) {
    return sums.cell(fact, subject)::add;
  }
}
