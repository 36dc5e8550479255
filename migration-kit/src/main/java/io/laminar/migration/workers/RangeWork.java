package io.laminar.migration.workers;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.workers.FreshTarget.OutdatedException;
import io.laminar.migration.workers.SoleWriter.LostRangeException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One range on its way through a worker.
 *
 * <p>It is claimed by writing its checkpoint anew, which ends the claim of whoever had it before,
 * and then its {@link RangeJob} goes on from there. Whatever goes wrong with it is put on the
 * board, where whoever leads finds it, and tried again: a range is given up only when it is
 * obsolete, or no longer this worker's. Belongs to one context; one use.
 */
final class RangeWork {

  private static final Logger LOG = LoggerFactory.getLogger(RangeWork.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /**
   * What all ranges of a worker share.
   *
   * @param name of the worker
   * @param plan hash of the plan that it was started with
   * @param source the old store, and
   * @param target the new one; their scans show the keys that move
   * @param pageSize entries per page
   */
  record Parts(
      Vertx vertx,
      String name,
      String plan,
      Store source,
      Store target,
      Board board,
      OrdersWatch watch,
      int pageSize,
      LongSupplier nanoTime) {}

  private final Parts parts;
  private final RangeOrder order;
  private final String key;
  private final Pace pace;
  private final Patience patience;
  private final RangeJob job;
  private final Runnable steering = this::steer;
  private boolean obsolete;

  RangeWork(Parts parts, RangeOrder order) {
    this.parts = parts;
    this.order = order;
    this.key = parts.board().rangeKey(order.run(), order.index());
    this.pace = new Pace(parts.vertx(), 0, parts.nanoTime());
    this.patience = new Patience(parts.vertx());
    this.job = RangeJobs.of(parts, order, new RangeJobs.Steering(pace, patience));
  }

  /**
   * Does what was ordered.
   *
   * @return done when the range's checkpoint says that nothing is left to do, or when it is
   *     obsolete; fails with {@link Patience.StoppedException} when it was stopped
   */
  Future<Void> run() {
    // orders that were read before this one was handed out may be those of an earlier run
    return patience
        .insist("orders of " + order.job(), parts.watch()::look)
        .compose(
            known -> {
              parts.watch().tell(steering);
              steer();
              return Loop.until(this::attempt);
            })
        .recover(failure -> obsolete ? Future.succeededFuture() : Future.failedFuture(failure))
        .onComplete(ended -> parts.watch().leave(steering));
  }

  /** Ends at the next page; what is done by then counts. */
  void stop() {
    parts.watch().leave(steering);
    patience.stop();
    pace.resume();
    pace.forgive();
  }

  private void steer() {
    if (parts.watch().isObsolete(order.run())) {
      obsolete = true;
      stop();
    } else {
      parts.watch().steer(pace);
    }
  }

  private Future<Boolean> attempt() {
    if (obsolete) {
      return Future.succeededFuture(true);
    }
    if (!parts.watch().goesOn()) {
      return patience.pass(order + " to go on", LOOK).map(false);
    }
    return requirePlan()
        .compose(ours -> current())
        .compose(still -> still ? claim().compose(this::goOn) : Future.succeededFuture(false))
        .recover(this::again);
  }

  /** A range that is over must not be claimed again: nobody would remove what that leaves. */
  private Future<Boolean> current() {
    return patience
        .insist("orders of " + order.job(), parts.watch()::look)
        .map(
            looked -> {
              steer();
              return !obsolete;
            });
  }

  private Future<Void> requirePlan() {
    return order.plan().equals(parts.plan())
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                "it was started with plan "
                    + shortly(parts.plan())
                    + ", the migration follows "
                    + shortly(order.plan())));
  }

  private static String shortly(String hash) {
    return hash.isEmpty() ? "no plan" : hash.substring(0, Math.min(12, hash.length()));
  }

  /** The range is this worker's; {@code null} if nothing is left to do in it. */
  private record Claim(SoleWriter checkpoints, Buffer checkpoint) {}

  /** Writes the checkpoint anew. */
  private Future<Claim> claim() {
    return patience
        .insist("checkpoint " + key, () -> parts.board().store().getAll(List.of(key)))
        .compose(
            found -> {
              Optional<Buffer> there = Board.valueOf(found.get(0));
              if (there.filter(job::isFinished).isPresent()) {
                return Future.succeededFuture();
              }
              parts.board().clock().observe(Math.max(0, found.get(0).version()));
              long version = parts.board().clock().next();
              Buffer checkpoint = job.claimed(there, version);
              var writer = new SoleWriter(parts.board().store(), key, found.get(0));
              return patience
                  .insist(
                      "claim of " + key,
                      () -> writer.putIfNewer(key, Entry.of(checkpoint, version)))
                  .map(new Claim(writer, checkpoint));
            });
  }

  private Future<Boolean> goOn(Claim claim) {
    if (claim == null) {
      return Future.succeededFuture(true);
    }
    LOG.info("{}: {}", parts.name(), order);
    return job.run(claim.checkpoints(), claim.checkpoint());
  }

  private Future<Boolean> again(Throwable failure) {
    if (failure instanceof Patience.StoppedException) {
      return Future.failedFuture(failure);
    }
    boolean expected =
        failure instanceof LostRangeException || failure instanceof OutdatedException;
    if (expected) {
      LOG.info("{}: {}", order, failure.getMessage());
    } else {
      LOG.warn("{}: {}", order, failure.getMessage(), failure);
    }
    Future<Void> told = expected ? Future.succeededFuture() : tell(failure);
    return told.compose(on -> patience.pass(order.toString(), expected ? LOOK : AGAIN)).map(false);
  }

  /** Whoever leads must know. */
  private Future<Void> tell(Throwable failure) {
    var why =
        new JsonObject()
            .put("worker", parts.name())
            .put("task", order.task().verb())
            .put("range", order.index())
            .put("message", String.valueOf(failure.getMessage()));
    return patience.insist(
        "what went wrong with " + order,
        () -> parts.board().write(parts.board().failureKey(order.run()), why.toBuffer()));
  }
}
