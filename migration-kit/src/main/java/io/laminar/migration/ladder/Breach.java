package io.laminar.migration.ladder;

import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.store.Weather;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a store has missed an objective for long enough to act on.
 *
 * <p>The time in which it does badly adds up until it clearly does well: fewer than half of the
 * failures and three quarters of the time that are allowed. In between, and while nobody asks it,
 * nothing changes, but what lies a whole dwell time back is forgotten. So neither one blip nor two
 * that are far apart count. Belongs to one context.
 */
final class Breach {

  /** Fewer failures may be chance, whatever their share. */
  private static final int MIN_FAILURES = 3;

  /** One in a hundred of fewer would be one unlucky operation. */
  private static final int MIN_FOR_A_PERCENTILE = 100;

  private static final int MIN_FOR_THE_MEDIAN = 20;
  private static final long NEVER = Long.MIN_VALUE;

  private final long dwellNanos;
  private long lastBadNanos = NEVER;
  private long badNanos;
  private boolean wasBad;

  Breach(Duration dwell) {
    this.dwellNanos = dwell.toNanos();
  }

  /** Begins anew: what was seen so far was of another step. */
  void forget() {
    lastBadNanos = NEVER;
    badNanos = 0;
    wasBad = false;
  }

  /**
   * Takes a look.
   *
   * @param nowNanos monotonic
   * @return what is wrong, in words, if it has been wrong for the dwell time; else empty
   */
  Optional<String> look(Objective objective, Weather seen, long nowNanos) {
    Optional<String> trouble = trouble(objective, seen);
    if (lastBadNanos != NEVER && nowNanos - lastBadNanos >= Math.max(1, dwellNanos)) {
      forget();
    }
    if (trouble.isPresent()) {
      badNanos += wasBad ? nowNanos - lastBadNanos : 0;
      lastBadNanos = nowNanos;
    } else if (isWell(objective, seen)) {
      forget();
    }
    wasBad = trouble.isPresent();
    return trouble.filter(bad -> badNanos >= dwellNanos);
  }

  private static Optional<String> trouble(Objective objective, Weather seen) {
    if (seen.circuitOpen()) {
      return Optional.of("does not answer" + (seen.why().isEmpty() ? "" : ": " + seen.why()));
    }
    boolean fails =
        objective.errorPercent() > 0
            && seen.failures() >= MIN_FAILURES
            && seen.failures() * 100 >= seen.calls() * objective.errorPercent();
    if (fails) {
      return Optional.of(
          "failed %d of %d operations, fewer than %d %% are allowed"
              .formatted(seen.failures(), seen.calls(), objective.errorPercent()));
    }
    long limit = objective.p99().toNanos() / 1_000;
    boolean slow =
        limit > 0
            && (seen.calls() >= MIN_FOR_A_PERCENTILE && seen.p99Micros() >= limit
                || seen.calls() >= MIN_FOR_THE_MEDIAN && seen.p50Micros() >= limit);
    return slow
        ? Optional.of(
            "takes %d ms for one operation in a hundred, less than %d ms are allowed"
                .formatted(seen.p99Micros() / 1_000, objective.p99().toMillis()))
        : Optional.empty();
  }

  private static boolean isWell(Objective objective, Weather seen) {
    long limit = objective.p99().toNanos() / 1_000;
    return !seen.circuitOpen()
        && seen.calls() > 0
        && (objective.errorPercent() == 0
            || seen.failures() * 200 < seen.calls() * objective.errorPercent())
        && (limit == 0 || seen.p99Micros() * 4 < limit * 3);
  }
}
