package io.laminar.migration.fleet;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A way that brings answers later, as over a network, and that can be cut. */
final class CutOffWay implements MemoryControlStore.Way {

  private final Context context;
  private final AtomicReference<String> toLose = new AtomicReference<>("");
  private volatile boolean cutOff;

  CutOffWay(Vertx vertx) {
    this.context = vertx.getOrCreateContext();
  }

  /** From now on nothing can be reached; or everything again. */
  void cutOff(boolean cut) {
    cutOff = cut;
  }

  /** True while nothing can be reached. */
  boolean isCutOff() {
    return cutOff;
  }

  /** The next operation of that name does not reach the server. */
  void loseNext(String operation) {
    toLose.set(operation);
  }

  /** True while that one has not come. */
  boolean isToLose() {
    return !toLose.get().isEmpty();
  }

  @Override
  public <T> Future<T> ask(String operation, Supplier<T> work) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          if (toLose.compareAndSet(operation, "")) {
            promise.fail(new StoreException(Kind.LATE, "memory", operation, "lost", null));
          } else if (cutOff) {
            promise.fail(
                new StoreException(Kind.UNREACHABLE, "memory", operation, "cut off", null));
          } else {
            promise.complete(work.get());
          }
        });
    return promise.future();
  }

  @Override
  public void tell(Runnable told) {
    if (!cutOff) {
      context.runOnContext(here -> told.run());
    }
  }
}
