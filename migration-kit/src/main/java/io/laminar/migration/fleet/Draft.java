package io.laminar.migration.fleet;

import java.util.Objects;
import java.util.Optional;

/**
 * A plan that somebody wants to publish.
 *
 * @param after the number of the publication that it must follow: if another follows by then, this
 *     one is refused; 0 for the first
 * @param document see {@link Publication#document}
 * @param note what is noted down beside it from the beginning; not part of the log
 * @param binding see {@link Publication#binding}
 * @param everybody true if it may not even follow without members whose lease has run out: for what
 *     cannot be undone
 * @param closed when it must not be published, whoever has acknowledged what
 * @param who publishes it, for the log
 * @param why in words, for the log
 */
public record Draft(
    long after,
    String document,
    String note,
    boolean binding,
    boolean everybody,
    Optional<Closed> closed,
    String who,
    String why) {

  /**
   * A span of time in which a plan must not be published, by the control store's clock, in
   * microseconds since the epoch.
   *
   * @param untilMicros {@link Long#MAX_VALUE} = no end
   * @param why what for, and what can be done instead, in words
   */
  public record Closed(long fromMicros, long untilMicros, String why) {

    boolean contains(long micros) {
      return micros >= fromMicros && micros < untilMicros;
    }
  }

  /** One that may be published at any time. */
  public Draft(
      long after,
      String document,
      String note,
      boolean binding,
      boolean everybody,
      String who,
      String why) {
    this(after, document, note, binding, everybody, Optional.empty(), who, why);
  }

  public Draft {
    if (after < 0) {
      throw new IllegalArgumentException("a draft must follow publication 0 or later: " + after);
    }
    Objects.requireNonNull(document, "document");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(closed, "closed");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(why, "why");
  }
}
