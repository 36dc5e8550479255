package io.laminar.bidder.health;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that must hold for the bidder to bid.
 *
 * @param subject what is asked about, such as {@code canary}
 * @param vital whether the bidder does not bid while it does not hold
 * @param problem asks now: empty if all is well, else the reason in words. A failed future counts
 *     as a problem whose reason is the failure's message
 */
public record Check(String subject, boolean vital, Supplier<Future<Optional<String>>> problem) {

  /** A check without which there are no bids. */
  public Check(String subject, Supplier<Future<Optional<String>>> problem) {
    this(subject, true, problem);
  }

  /** A check that knows its answer at once. */
  public static Check now(String subject, Supplier<Optional<String>> problem) {
    return new Check(subject, () -> Future.succeededFuture(problem.get()));
  }

  /** Something that should be known, and does not keep the bidder from bidding. */
  public static Check note(String subject, Supplier<Optional<String>> problem) {
    return new Check(subject, false, () -> Future.succeededFuture(problem.get()));
  }
}
