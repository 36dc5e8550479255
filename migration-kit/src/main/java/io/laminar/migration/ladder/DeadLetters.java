package io.laminar.migration.ladder;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.route.Side;
import io.vertx.core.Future;
import java.util.List;

/**
 * The entries that the store they were copied to refused. While there are any, the gate that needs
 * the copy stays shut and what was copied is not believed to be complete (race R16). Belongs to the
 * ladder's context.
 */
final class DeadLetters {

  private List<String> letters = List.of();

  List<String> all() {
    return letters;
  }

  void forget() {
    letters = List.of();
  }

  /** Fails if the copy met any. */
  Future<Void> requireNone(Checkpoint copied, Side into) {
    letters = copied.dead();
    return letters.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                letters.size()
                    + " entries were refused by the "
                    + into
                    + " store, the first: "
                    + letters.get(0)
                    + "; mend or remove them and walk again"));
  }
}
