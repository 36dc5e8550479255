package io.laminar.bidder.metrics;

import java.util.Arrays;

/** One {@link Tally} for each constant of an enum: one thread writes, any thread reads. */
public final class TallyByKind<K extends Enum<K>> {

  private final Tally[] tallyByOrdinal;

  public TallyByKind(Class<K> kinds) {
    tallyByOrdinal = new Tally[kinds.getEnumConstants().length];
    Arrays.setAll(tallyByOrdinal, ordinal -> new Tally());
  }

  /** Counts one of a kind. Only the owner's thread. */
  public void increment(K kind) {
    tallyByOrdinal[kind.ordinal()].increment();
  }

  /** How many there were. Any thread. */
  public long get(K kind) {
    return tallyByOrdinal[kind.ordinal()].get();
  }
}
