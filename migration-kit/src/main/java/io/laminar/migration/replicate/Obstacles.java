package io.laminar.migration.replicate;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Collects what is in the way of a replication, to tell it all at once. One use. */
final class Obstacles {

  private final List<String> found = new ArrayList<>();

  void add(String what) {
    found.add(what);
  }

  void addIf(boolean isSo, String what) {
    if (isSo) {
      found.add(what);
    }
  }

  /** Fails if there are any. */
  Future<Void> verdict() {
    return found.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                "the servers cannot follow each other: "
                    + String.join("; ", found)
                    + ". Nothing was changed; mend that, or write sync: passes into the plan"));
  }
}
