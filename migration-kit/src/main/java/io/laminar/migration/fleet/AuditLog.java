package io.laminar.migration.fleet;

import java.util.List;
import java.util.Optional;

/**
 * The publications and the events of a migration as evidence: each holds the hash of the one
 * before, so nothing in the middle can be changed, taken away or put in without breaking the chain.
 */
public final class AuditLog {

  private AuditLog() {}

  /**
   * What became of the check.
   *
   * @param checked how many are in order, from the first one given
   * @param broken the first one that is not, with the reason; empty if all are
   */
  public record Verdict(long checked, Optional<String> broken) {}

  /**
   * Checks a part of one of the two chains.
   *
   * @param log in order
   * @param before the one before the first of them; empty if they begin with number 1
   */
  public static <L extends Link> Verdict verify(Optional<L> before, List<L> log) {
    String previousHash = before.map(Link::hash).orElse("");
    long number = before.map(Link::number).orElse(0L);
    long checked = 0;
    for (L next : log) {
      Optional<String> fault = fault(number, previousHash, next);
      if (fault.isPresent()) {
        return new Verdict(checked, fault);
      }
      number = next.number();
      previousHash = next.hash();
      checked++;
    }
    return new Verdict(checked, Optional.empty());
  }

  private static Optional<String> fault(long number, String previousHash, Link next) {
    if (next.number() != number + 1) {
      return Optional.of(
          "number %d is missing: number %d follows number %d"
              .formatted(number + 1, next.number(), number));
    }
    if (!next.previousHash().equals(previousHash)) {
      return Optional.of(
          "number %d does not follow number %d: it holds the hash %s, that one has %s"
              .formatted(
                  next.number(), number, shortened(next.previousHash()), shortened(previousHash)));
    }
    String expected = next.expectedHash();
    if (!next.hash().equals(expected)) {
      return Optional.of(
          "number %d was changed: its content has the hash %s, it says %s"
              .formatted(next.number(), shortened(expected), shortened(next.hash())));
    }
    return Optional.empty();
  }

  private static String shortened(String hash) {
    return hash.isEmpty() ? "(none)" : hash.substring(0, Math.min(12, hash.length())) + "…";
  }
}
