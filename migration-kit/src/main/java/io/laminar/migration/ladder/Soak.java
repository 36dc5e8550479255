package io.laminar.migration.ladder;

import io.laminar.migration.ladder.Crew.Findings;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a step has been held, and whether all compared reads agreed meanwhile. Belongs to the
 * ladder's context.
 */
final class Soak {

  /** A step that is held for long is looked at so often. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Crew crew;
  private final Duration wanted;
  private final Time time;
  private long sinceNanos;
  private Optional<Findings> before = Optional.empty();

  Soak(Crew crew, Duration wanted, Time time) {
    this.crew = crew;
    this.wanted = wanted;
    this.time = time;
    begin();
    before = Optional.of(Findings.NONE);
  }

  /** A step begins to be held. */
  void begin() {
    sinceNanos = time.nanos();
    before = Optional.empty();
  }

  /** Notes what members had found by now: it is nothing of the step's. */
  Future<Void> beginFrom(Patience patience) {
    return crew.findings(patience)
        .map(
            found -> {
              before = Optional.of(found);
              return (Void) null;
            });
  }

  /** How long a step is held at least. */
  Duration wanted() {
    return wanted;
  }

  /**
   * Done when the step was held long enough; fails, and begins anew, if compared reads differed.
   */
  Future<Void> held(PlanStep step, Patience patience) {
    return (before.isPresent() ? Future.<Void>succeededFuture() : beginFrom(patience))
        .compose(
            known ->
                Loop.until(
                    () -> {
                      Duration left = wanted.minusNanos(time.nanos() - sinceNanos);
                      boolean isLast = left.compareTo(LOOK) <= 0;
                      return patience
                          .pass("soak of " + step, isLast ? left : LOOK)
                          .compose(passed -> agreed(patience))
                          .map(isLast);
                    }));
  }

  private Future<Void> agreed(Patience patience) {
    return crew.findings(patience)
        .compose(
            now -> {
              long divergent = now.minus(before.orElse(now)).divergent();
              if (divergent == 0) {
                return Future.succeededFuture();
              }
              begin();
              return Future.failedFuture(new DivergedException(divergent));
            });
  }

  /** Compared reads differed. */
  static final class DivergedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    DivergedException(long reads) {
      super(
          reads
              + " compared reads differ between old and new; walk again to compare and mend all"
              + " keys, and to soak anew");
    }
  }
}
