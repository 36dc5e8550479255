package io.laminar.stats.event;

import java.util.List;
import java.util.Objects;

/**
 * How often facts happened on one event loop since it last told.
 *
 * @param sender the process that counted
 * @param deltas each fact and subject at most once; not empty
 */
public record Sums(String sender, long atMillis, List<Delta> deltas) implements Event {

  /** More increments than one flush can hold in honest operation. */
  public static final long MAX_COUNT = 1_000_000_000_000L;

  public Sums {
    Texts.requireLegal("sender", sender);
    Times.requireLegal(atMillis);
    deltas = List.copyOf(deltas);
    if (deltas.isEmpty()) {
      throw new IllegalArgumentException("sums without a delta");
    }
  }

  /**
   * One increment.
   *
   * @param fact the {@linkplain Fact#name name} of a fact, maybe one that this program does not
   *     know yet
   * @param count in 1..{@value #MAX_COUNT}
   */
  public record Delta(String fact, Subject subject, long count) {
    public Delta {
      Texts.requireFilled("fact", fact);
      Objects.requireNonNull(subject, "subject");
      if (count < 1 || count > MAX_COUNT) {
        throw new IllegalArgumentException(
            "count must be 1.." + MAX_COUNT + ", was " + count + " (" + fact + ")");
      }
    }

    /** An increment about a name alone, or about nothing if that is empty. */
    public Delta(String fact, String subject, long count) {
      this(fact, Subject.of(subject), count);
    }

    public static Delta of(Fact fact, String subject, long count) {
      return new Delta(fact.name(), Subject.of(subject), count);
    }
  }
}
