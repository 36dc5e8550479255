package io.laminar.migration.workers;

import io.laminar.migration.scan.Progress;
import io.vertx.core.Future;
import java.util.List;

/** Work that is shared by workers, as who leads it sees it. Belongs to one context. */
public interface SharedJob {

  /** How far all workers are together. */
  Progress progress();

  /** Who takes part. */
  List<String> workers();

  /** What it waits for, in words; empty if it does not. */
  String waitingFor();

  /** Gives the connections back. */
  Future<Void> close();
}
