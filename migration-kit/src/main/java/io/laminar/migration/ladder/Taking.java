package io.laminar.migration.ladder;

import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what members queue and puts it into both stores, for as long as a strategy that queues is
 * walked, whatever its step: what was queued before a step back still has to arrive. Belongs to the
 * ladder's context.
 */
final class Taking {

  private static final Logger LOG = LoggerFactory.getLogger(Taking.class);

  private final Vertx vertx;
  private final Sides.Opener opener;
  private final Sides sides;
  private final Patience patience;
  private Future<Supplier<Future<Void>>> taking = Future.succeededFuture();

  Taking(Vertx vertx, Sides.Opener opener, HybridClock clock) {
    this.vertx = vertx;
    this.opener = opener;
    this.sides = new Sides(vertx, opener, clock);
    this.patience = new Patience(vertx);
  }

  void follow(Steps steps) {
    boolean queues =
        steps.all().stream()
            .anyMatch(step -> step.policy().any(c -> c.writes() instanceof WritePolicy.Queued));
    if (queues) {
      taking =
          patience
              .insist("the queue", () -> opener.takeQueue(vertx, this::take))
              .onFailure(cause -> LOG.warn("the queue is not taken: {}", cause.getMessage()));
    }
  }

  /** Both stores take it, if newer; one that is away is waited for. */
  private Future<Void> take(String key, Entry entry) {
    return patience
        .insist("both stores", () -> sides.openFor(Policy.both(Side.OLD)))
        .compose(open -> patience.insist("old", () -> sides.store(Side.OLD).putIfNewer(key, entry)))
        .compose(old -> patience.insist("new", () -> sides.store(Side.NEW).putIfNewer(key, entry)))
        .mapEmpty();
  }

  Future<Void> stop() {
    patience.stop();
    return taking
        .transform(
            opened ->
                opened.failed() || opened.result() == null
                    ? Future.<Void>succeededFuture()
                    : opened.result().get())
        .eventually(sides::close);
  }
}
