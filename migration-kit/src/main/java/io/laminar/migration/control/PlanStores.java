package io.laminar.migration.control;

import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.queue.KafkaOpener;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;

/** Opens the stores that a plan names, and the queue in front of them if it names one. */
public final class PlanStores {

  private PlanStores() {}

  /**
   * What opens them.
   *
   * @param limits how every store is bounded
   */
  public static Sides.Opener of(Plan plan, StoreLimits limits) {
    Sides.Opener stores =
        (vertx, side, beside) -> {
          var address = side == Side.OLD ? plan.from() : plan.to();
          return (beside.isEmpty() ? address : address.beside(beside)).open(vertx, limits);
        };
    return plan.queue()
        .<Sides.Opener>map(
            queue -> new KafkaOpener(stores, queue.servers(), queue.topic(), queue.partitions()))
        .orElse(stores);
  }
}
