package io.laminar.migration.workers;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.copy.Copier;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.workers.FreshTarget.OutdatedException;
import io.laminar.migration.workers.SoleWriter.LostRangeException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One range on its way through a worker.
 *
 * <p>It is claimed by writing its checkpoint anew, which ends the claim of whoever had it before,
 * and then copied by the ordinary {@link Copier} from there. Whatever goes wrong with it is put on
 * the board, where whoever leads the copy finds it, and tried again: a range is given up only when
 * it is obsolete, or no longer this worker's. Belongs to one context; one use.
 */
final class RangeCopy {

  private static final Logger LOG = LoggerFactory.getLogger(RangeCopy.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /**
   * What all ranges of a worker share.
   *
   * @param name of the worker
   * @param plan hash of the plan that it was started with
   * @param source the old store, as far as its keys move
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
  private final Runnable steering = this::steer;
  private boolean obsolete;

  RangeCopy(Parts parts, RangeOrder order) {
    this.parts = parts;
    this.order = order;
    this.key = parts.board().rangeKey(order.run(), order.index());
    this.pace = new Pace(parts.vertx(), 0, parts.nanoTime());
    this.patience = new Patience(parts.vertx());
  }

  /**
   * Copies.
   *
   * @return done when the range's checkpoint says that all of it is copied, or when it is obsolete;
   *     fails with {@link Patience.StoppedException} when it was stopped
   */
  Future<Void> run() {
    // orders that were read before this one was handed out may be those of an earlier run
    return patience
        .insist("orders of " + order.copy(), parts.watch()::look)
        .compose(
            known -> {
              parts.watch().tell(steering);
              steer();
              return Loop.until(this::attempt);
            })
        .recover(failure -> obsolete ? Future.succeededFuture() : Future.failedFuture(failure))
        .onComplete(ended -> parts.watch().leave(steering));
  }

  /** Ends at the next page; what is copied by then counts. */
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
    return requirePlan().compose(ours -> claim()).compose(this::copy).recover(this::again);
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

  /** Writes the checkpoint anew, as it is; {@code null} if there is nothing left to copy. */
  private Future<SoleWriter> claim() {
    return patience
        .insist("checkpoint " + key, () -> parts.board().store().getAll(List.of(key)))
        .compose(
            found -> {
              Entry there = found.get(0);
              Checkpoint checkpoint =
                  Board.valueOf(there)
                      .map(Checkpoint::from)
                      .orElseGet(
                          () ->
                              Checkpoint.start(
                                  List.of(order.range()), order.floor(), order.expected()));
              if (checkpoint.isFinished()) {
                return Future.succeededFuture();
              }
              parts.board().clock().observe(Math.max(0, there.version()));
              var writer = new SoleWriter(parts.board().store(), key, there);
              return patience
                  .insist(
                      "claim of " + key,
                      () ->
                          writer.putIfNewer(
                              key, Entry.of(checkpoint.toBuffer(), parts.board().clock().next())))
                  .map(writer);
            });
  }

  private Future<Boolean> copy(SoleWriter claimed) {
    if (claimed == null) {
      return Future.succeededFuture(true);
    }
    LOG.info("{} copies {}", parts.name(), order);
    var copier =
        new Copier(
            parts.source(),
            new FreshTarget(parts.target(), parts.watch()::isFresh),
            claimed,
            parts.board().clock(),
            pace,
            patience,
            parts.nanoTime(),
            new Copier.Options(key, 1, parts.pageSize(), 0));
    return copier.run(order.floor()).map(Checkpoint::isFinished);
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

  /** Whoever leads the copy must know. */
  private Future<Void> tell(Throwable failure) {
    var why =
        new JsonObject()
            .put("worker", parts.name())
            .put("range", order.index())
            .put("message", String.valueOf(failure.getMessage()));
    return patience.insist(
        "what went wrong with " + order,
        () -> parts.board().write(parts.board().failureKey(order.run()), why.toBuffer()));
  }
}
