package io.laminar.migration.workers;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.selector.SelectedStore;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's part in copying and comparing: takes ranges of one migration, as many at once as it
 * was assigned partitions, on an event loop and with connections of its own. It serves no traffic
 * and moves no step. Thread-safe.
 */
public final class CopyWorker {

  private static final Logger LOG = LoggerFactory.getLogger(CopyWorker.class);
  private static final long TELL_MILLIS = 5_000;

  private final Vertx vertx;
  private final String deployment;

  private CopyWorker(Vertx vertx, String deployment) {
    this.vertx = vertx;
    this.deployment = deployment;
  }

  /** What a copy from the old store to the new one is called. */
  public static String copyOf(String migration) {
    return migration + "-from-" + Side.OLD;
  }

  /** What the comparison of the stores is called. */
  public static String comparisonOf(String migration) {
    return migration + "-comparison";
  }

  /**
   * Joins.
   *
   * @param plan names the stores, the keys that move and the Kafka
   * @param opener opens both stores of the plan
   * @return done when it is ready to be assigned ranges; waits for stores and Kafka that are away
   * @throws IllegalArgumentException if the plan names no workers
   */
  public static Future<CopyWorker> start(
      Vertx vertx, WorkerOptions options, Plan plan, Sides.Opener opener) {
    if (plan.workers().isEmpty()) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + " has no workers: the process that moves it copies by itself");
    }
    return vertx
        .deployVerticle(new Home(options, plan, opener))
        .map(id -> new CopyWorker(vertx, id));
  }

  /** Ends after the pages under way; others go on from the checkpoints. */
  public Future<Void> close() {
    return vertx.deploymentIDs().contains(deployment)
        ? vertx.undeploy(deployment)
        : Future.succeededFuture();
  }

  private static final class Home extends VerticleBase {

    private final WorkerOptions options;
    private final Plan plan;
    private final Sides.Opener opener;
    private final List<Store> opened = new ArrayList<>();
    private final List<OrdersWatch> watches = new ArrayList<>();
    private RangeTaker taker;

    Home(WorkerOptions options, Plan plan, Sides.Opener opener) {
      this.options = options;
      this.plan = plan;
      this.opener = opener;
    }

    @Override
    public Future<?> start() {
      var patience = new Patience(vertx);
      long telling = vertx.setPeriodic(TELL_MILLIS, tick -> tell(patience.waitingFor()));
      return open(Side.OLD, "", patience)
          .compose(old -> open(Side.NEW, "", patience))
          .compose(both -> open(Side.NEW, "checkpoint", patience))
          .compose(all -> take(patience))
          .onComplete(started -> vertx.cancelTimer(telling));
    }

    private void tell(String waitingFor) {
      if (!waitingFor.isEmpty()) {
        LOG.warn("{} waits for {}", options.name(), waitingFor);
      }
    }

    @Override
    public Future<?> stop() {
      watches.forEach(OrdersWatch::stop);
      return taker
          .stop()
          .transform(stopped -> Future.join(opened.stream().map(Store::close).toList()));
    }

    private Future<Store> open(Side side, String beside, Patience patience) {
      return patience
          .insist("the " + side + " store", () -> opener.open(vertx, side, beside))
          .onSuccess(opened::add);
    }

    private RangeWork.Parts parts(String job) {
      var board = new Board(opened.get(2), HybridClock.system(), job);
      var watch = new OrdersWatch(vertx, board, System::nanoTime);
      watches.add(watch);
      watch.start();
      return new RangeWork.Parts(
          vertx,
          options.name(),
          plan.hash(),
          SelectedStore.of(opened.get(0), plan.selector()),
          SelectedStore.of(opened.get(1), plan.selector()),
          board,
          watch,
          plan.limits().pageSize(),
          System::nanoTime);
    }

    private Future<Void> take(Patience patience) {
      Map<String, RangeWork.Parts> partsByJob = new HashMap<>();
      for (String job : List.of(copyOf(plan.name()), comparisonOf(plan.name()))) {
        partsByJob.put(job, parts(job));
      }
      var topic = KafkaRanges.topicOf(plan.workers().orElseThrow());
      return patience
          .insist("Kafka", () -> topic.create(vertx, KafkaRanges.KEPT))
          .compose(
              there ->
                  RangeTaker.start(vertx, topic, options.session(), options.name(), partsByJob))
          .map(
              started -> {
                taker = started;
                return null;
              });
    }
  }
}
