package io.laminar.migration.control;

import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Standing;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A way to a control store in this process that takes no time and may refuse an operation. */
final class StraightWay implements MemoryControlStore.Way {

  static final LadderOptions LADDER =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(10));

  private final Consumer<Runnable> later;
  private volatile String refused = "";

  /**
   * @param later runs what is told, on whatever thread hears it
   */
  StraightWay(Consumer<Runnable> later) {
    this.later = later;
  }

  /** One whose changes are told on event loops. */
  static StraightWay of(Vertx vertx) {
    return new StraightWay(told -> vertx.runOnContext(here -> told.run()));
  }

  /** From now on this operation fails. */
  void refuse(String operation) {
    refused = operation;
  }

  /** What a member of that name joins with, over this way. */
  FleetSeat seat(
      Vertx vertx, MemoryControlStore.Server control, String name, FleetOptions options) {
    return new FleetSeat(
        vertx,
        Identity.begin(name, "http://" + name),
        options,
        LADDER,
        Course.of(Strategy.DUAL_WRITE),
        new MemorySides(),
        new MemoryControlStore(control, this),
        System::nanoTime,
        () -> System.currentTimeMillis() * 1_000,
        1,
        holds -> new Standing(holds, LADDER.quiet(), System::nanoTime));
  }

  @Override
  public <T> Future<T> ask(String operation, Supplier<T> work) {
    return refused.equals(operation)
        ? Future.failedFuture(
            new StoreException(
                StoreException.Kind.UNREACHABLE, "memory", operation, "cut off", null))
        : Future.succeededFuture(work.get());
  }

  @Override
  public void tell(Runnable told) {
    later.accept(told);
  }
}
