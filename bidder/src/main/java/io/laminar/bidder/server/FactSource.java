package io.laminar.bidder.server;

import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;

/** Where one event loop's high-rate facts are summed on their way to the statistics queue. */
public interface FactSource {

  /** One sum; a plain addition on the loop's own thread. */
  interface Sum {
    void add(long n);
  }

  /**
   * The sum of a fact; to be kept, not asked for each time.
   *
   * @param subject a campaign's id or a reason's label; empty for none
   */
  Sum sum(Fact fact, String subject);

  /** The same with all that the fact is about; a source may keep no more of it than the name. */
  default Sum sum(Fact fact, Subject subject) {
    return sum(fact, subject.name());
  }
}
