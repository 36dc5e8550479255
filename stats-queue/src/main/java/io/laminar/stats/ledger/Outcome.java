package io.laminar.stats.ledger;

import java.util.Optional;

/** What came of a batch. */
public sealed interface Outcome {

  /**
   * It was entered and will stay.
   *
   * @param newNotices those that had not been counted before
   * @param contradicted those that did not count since their bid had ended the other way
   * @param pulse of the topic, if the batch held a heartbeat
   */
  record Committed(int newNotices, Contradicted contradicted, Optional<Pulse> pulse)
      implements Outcome {}

  /**
   * Nothing was entered, for the books do not end where the batch begins: another aggregator moved
   * them, or an earlier try of this one that got no answer. The positions are to be asked anew.
   */
  record Overtaken() implements Outcome {}
}
