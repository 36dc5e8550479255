package io.laminar.migration.ladder;

import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Whether both stores are known to hold the same: all keys were compared, and both stores were
 * written ever since. Belongs to the ladder's context.
 */
final class Verification {

  private static final int ROUNDS = 5;

  private final Crew crew;
  private final Jobs jobs;
  private boolean equal;
  private long lostMarksBefore;
  private Optional<VerifyReport> last = Optional.empty();

  Verification(Crew crew, Jobs jobs) {
    this.crew = crew;
    this.jobs = jobs;
  }

  /** False again after a write of which neither store nor journal is sure. */
  Future<Boolean> holds(Patience patience) {
    return equal
        ? crew.findings(patience).map(now -> now.lostMarks() == lostMarksBefore)
        : Future.succeededFuture(false);
  }

  /** Makes the next gate compare again. */
  void forget() {
    equal = false;
  }

  /** What the last comparison found. */
  Optional<VerifyReport> last() {
    return last;
  }

  /** Compares all keys; the authority is right. */
  Future<VerifyReport> compare(Side authority, boolean repair, Patience patience) {
    return crew.findings(patience)
        .compose(
            before ->
                jobs.verify(authority, repair, patience)
                    .onSuccess(
                        report -> {
                          last = Optional.of(report);
                          equal = report.isEqual();
                          lostMarksBefore = before.lostMarks();
                        }));
  }

  /** Compares and mends until a comparison finds nothing; fails if that does not come about. */
  Future<Void> untilEqual(Side authority, Patience patience) {
    var rounds = new int[1];
    return Loop.until(
        () -> compare(authority, true, patience).compose(report -> isEnough(report, ++rounds[0])));
  }

  private static Future<Boolean> isEnough(VerifyReport report, int rounds) {
    return report.isEqual() || rounds < ROUNDS
        ? Future.succeededFuture(report.isEqual())
        : Future.failedFuture(
            new IllegalStateException(
                "the stores still differ after " + ROUNDS + " repairs: " + report));
  }
}
