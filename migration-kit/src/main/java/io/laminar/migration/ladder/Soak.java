package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.route.Member;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * How long a step has been held, and whether all compared reads agreed meanwhile. Belongs to the
 * ladder's context.
 */
final class Soak {

  private final Member member;
  private final Duration wanted;
  private final Time time;
  private long sinceNanos;
  private long divergentBefore;

  Soak(Member member, Duration wanted, Time time) {
    this.member = member;
    this.wanted = wanted;
    this.time = time;
    begin();
  }

  /** A step begins to be held. */
  void begin() {
    sinceNanos = time.nanos();
    divergentBefore = member.divergent();
  }

  /** How long a step is held at least. */
  Duration wanted() {
    return wanted;
  }

  /**
   * Done when the step was held long enough; fails, and begins anew, if compared reads differed.
   */
  Future<Void> held(PlanStep step, Patience patience) {
    Duration left = wanted.minusNanos(time.nanos() - sinceNanos);
    return patience.pass("soak of " + step, left).compose(passed -> agreed());
  }

  private Future<Void> agreed() {
    long divergent = member.divergent() - divergentBefore;
    if (divergent == 0) {
      return Future.succeededFuture();
    }
    begin();
    return Future.failedFuture(new DivergedException(divergent));
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
