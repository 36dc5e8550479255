package io.laminar.migration.ladder;

import io.laminar.migration.scan.Progress;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** What one line of work is doing, and how far it is. Belongs to the ladder's context. */
final class Activity {

  private String doing = "";
  private Supplier<Progress> progress = () -> Progress.NONE;

  /** In words; empty if nothing. */
  String doing() {
    return doing;
  }

  Progress progress() {
    return progress.get();
  }

  <T> Future<T> during(String what, Supplier<Progress> itsProgress, Supplier<Future<T>> job) {
    doing = what;
    progress = itsProgress;
    return job.get()
        .onComplete(
            ended -> {
              doing = "";
              progress = () -> Progress.NONE;
            });
  }
}
