package io.laminar.migration.workers;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the orders of a copy.
 *
 * <p>Orders that are no longer renewed are worth nothing: whoever leads the copy is gone, and
 * nobody would slow it down. Only whether they change counts, by this process's own clock. Belongs
 * to one context.
 */
final class OrdersWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OrdersWatch.class);
  private static final long LOOK_MILLIS = 300;

  /** Orders that have not changed for so long are no longer followed; renewed far more often. */
  static final Duration LIFE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Board board;
  private final LongSupplier nanoTime;
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private Optional<Orders> orders = Optional.empty();
  private long version;
  private long changedNanos;
  private long timer;
  private boolean looking;
  private String problem = "";

  OrdersWatch(Vertx vertx, Board board, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.board = board;
    this.nanoTime = nanoTime;
  }

  void start() {
    timer = vertx.setPeriodic(LOOK_MILLIS, tick -> lookAgain());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  /** Reads the orders now; fails as the store does. */
  Future<Void> look() {
    long askedNanos = nanoTime.getAsLong();
    return board
        .store()
        .getAll(List.of(board.ordersKey()))
        .map(
            found -> {
              take(found.get(0), askedNanos);
              return null;
            });
  }

  /** True if the copy is over, or has begun anew, as far as is known. */
  boolean isObsolete(long run) {
    return orders.isEmpty() || orders.get().run() != run;
  }

  /** True while somebody leads the copy. */
  boolean isFresh() {
    return orders.isPresent() && nanoTime.getAsLong() - changedNanos < LIFE.toNanos();
  }

  /** True while ranges are to be copied. */
  boolean goesOn() {
    return isFresh() && !orders.get().held();
  }

  /** Tells somebody after each look, and whenever orders have run out. */
  void tell(Runnable listener) {
    listeners.add(listener);
  }

  /** No longer. */
  void leave(Runnable listener) {
    listeners.remove(listener);
  }

  /** Holds a pace, or lets it go on at the rate that is told. */
  void steer(Pace pace) {
    if (!goesOn()) {
      pace.pause();
      return;
    }
    int wanted = orders.get().perSecond();
    if (pace.perSecond() != wanted) {
      pace.changeTo(wanted);
    }
    pace.resume();
  }

  private void take(Entry entry, long askedNanos) {
    orders = Board.valueOf(entry).map(Orders::from);
    if (entry.version() != version) {
      version = entry.version();
      changedNanos = askedNanos;
    }
  }

  private void lookAgain() {
    if (looking) {
      return;
    }
    looking = true;
    look()
        .onComplete(
            looked -> {
              looking = false;
              List.copyOf(listeners).forEach(Runnable::run);
              complain(looked.failed() ? String.valueOf(looked.cause().getMessage()) : "");
            });
  }

  /** A store that is away is away for many looks: it is told once. */
  private void complain(String now) {
    if (!now.isEmpty() && !now.equals(problem)) {
      LOG.warn("orders of {}: {}", board.copy(), now);
    }
    problem = now;
  }
}
