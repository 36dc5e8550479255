package io.laminar.migration.plan;

import io.laminar.migration.route.Side;
import java.util.Set;

/** A condition for leaving a step; the ladder runs the job that makes it hold. */
public enum Gate {
  /** No key to be written to the new store may be there yet, unless this migration put it there. */
  NEW_EMPTY("the new store is empty"),
  /** Everything that was in the old store when the copy began is in the new one. */
  COPIED("everything is copied to new", Side.NEW),
  /** What was written to the old store alone meanwhile is in the new one too. */
  DELTA_COPIED("what was written to old meanwhile is copied to new", Side.NEW),
  /** The way back was tried: a copy from new to old runs through and changes nothing. */
  REHEARSED("the copy back was rehearsed"),
  /** The new store follows the old one closely. */
  FOLLOWED("new follows old closely"),
  /** While nothing is written: the new store has everything that the old one has. */
  CAUGHT_UP("new has caught up with old", Side.NEW),
  /** Everything written while the old store was not is in it again. */
  COPIED_BACK("everything is copied back to old", Side.OLD),
  /** The old store follows the new one closely. */
  FOLLOWED_BACK("old follows new closely"),
  /** While nothing is written: the old store has everything that the new one has. */
  CAUGHT_UP_BACK("old has caught up with new", Side.OLD),
  /** The new server follows the old one by the engine's own replication. */
  REPLICATED("new follows old by replication"),
  /** While nothing is written: the new server has confirmed the last write, and takes writes. */
  SWITCHED("new has confirmed the last write and may take the lead", Side.NEW),
  /** The new server takes writes and the old one follows it. */
  NEW_LEADS("new takes writes and old follows it"),
  /** The old server follows the new one by the engine's own replication. */
  REPLICATED_BACK("old follows new by replication"),
  /** While nothing is written: the old server has confirmed the last write, and takes writes. */
  SWITCHED_BACK("old has confirmed the last write and may take the lead", Side.OLD),
  /** The old server takes writes. */
  OLD_LEADS("old takes writes"),
  /** Everything that was queued is in both stores. */
  QUEUE_DRAINED("the queue is drained", Side.OLD, Side.NEW),
  /** A comparison of all keys found both stores equal, and both were written ever since. */
  VERIFIED("old and new compared equal", Side.OLD, Side.NEW),
  /** No key waits for its second copy. */
  JOURNAL_EMPTY("the journal is empty"),
  /** The step was held for a while and no compared read differed. */
  SOAKED("held for the soak time without a difference"),
  /** The new store has done well for its dwell time. */
  FAIR_WEATHER("the new store has done well for the dwell time"),
  /** The date from which keys go to the new store is still to come, and none such is in old. */
  CUT_AHEAD("the cut date is still to come", Side.NEW),
  /** The date from which keys go to the old store again is still to come, or there is none. */
  END_AHEAD("the new cut date is still to come", Side.OLD),
  /** Every entry of the keys that stayed in the old store has expired. */
  OLD_EXPIRED("what stayed in old has expired", Side.NEW),
  /** Every entry of the keys that went to the new store has expired. */
  NEW_EXPIRED("what went to new has expired", Side.OLD),
  /** No value is left in the notation that was written before. */
  CONVERTED("every value is compact"),
  /** No value is left in the new notation. */
  CONVERTED_BACK("every value is JSON again");

  private final String text;
  private final Set<Side> fills;

  Gate(String text, Side... fills) {
    this.text = text;
    this.fills = Set.of(fills);
  }

  /** What holds once it is passed, in a few words. */
  public String text() {
    return text;
  }

  /** True if this store has everything that was acknowledged before the gate was passed. */
  boolean fills(Side side) {
    return fills.contains(side);
  }

  /** True if no key of the moving cell can have been used: nothing is there to be lost. */
  boolean provesUnused() {
    return this == CUT_AHEAD || this == END_AHEAD || this == OLD_EXPIRED || this == NEW_EXPIRED;
  }

  /** True if no value is left that only readers of the new notation understand. */
  boolean provesNoneCompact() {
    return this == CONVERTED_BACK;
  }
}
