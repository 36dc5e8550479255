package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.scan.Patience;
import io.vertx.core.Future;

/** What a move needs of those who work while a step is held. Belongs to the ladder's context. */
record Moves(
    Position position,
    Jobs jobs,
    Housekeeping housekeeping,
    Soak soak,
    Verification verification,
    DeadLetters deadLetters,
    Following following)
    implements Walk.Around {

  /** The new store may hold what an earlier attempt left: its copy begins anew (race R23). */
  @Override
  public Future<Void> begin(Patience patience) {
    deadLetters.forget();
    if (position.steps().strategy().isInPlace()) {
      return Future.succeededFuture();
    }
    return jobs.preflight(patience)
        .compose(
            fits ->
                position.steps().replicates()
                    ? following.check(patience)
                    : jobs.forgetCopy(patience));
  }

  @Override
  public Future<Void> hold() {
    return housekeeping.hold();
  }

  @Override
  public void release() {
    housekeeping.release();
  }

  @Override
  public Future<Void> entered(PlanStep step, Patience patience) {
    soak.begin();
    if (position.policy().any(cell -> !cell.writesBoth())) {
      verification.forget();
    }
    return following
        .dissolve()
        .otherwiseEmpty() // housekeeping tries again, and the status tells
        .compose(
            alone ->
                position.isParked() // the members' reports would only lengthen the pause
                    ? Future.succeededFuture()
                    : soak.beginFrom(patience));
  }
}
