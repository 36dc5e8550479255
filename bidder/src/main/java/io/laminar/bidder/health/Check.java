package io.laminar.bidder.health;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that must hold for the bidder to bid.
 *
 * @param subject what is asked about, such as {@code canary}
 * @param problem asks now: empty if all is well, else the reason in words. A failed future counts
 *     as a problem whose reason is the failure's message
 * @param stopsBids false if the bidder bids all the same, and somebody should know
 */
public record Check(String subject, Supplier<Future<Optional<String>>> problem, boolean stopsBids) {

  /** A check that stops bids. */
  public Check(String subject, Supplier<Future<Optional<String>>> problem) {
    this(subject, problem, true);
  }

  /** What should be known though it does not stop bids. */
  public static Check warning(String subject, Supplier<Optional<String>> problem) {
    return new Check(subject, () -> Future.succeededFuture(problem.get()), false);
  }

  /** A check that knows its answer at once. */
  public static Check now(String subject, Supplier<Optional<String>> problem) {
    return new Check(subject, () -> Future.succeededFuture(problem.get()));
  }
}
