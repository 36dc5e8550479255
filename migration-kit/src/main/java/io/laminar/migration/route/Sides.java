package io.laminar.migration.route;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.journal.DirtyJournal;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two stores of a migration and their journals, as opened by one event loop. A side is opened
 * when a step first needs it, so that nothing depends on the new store before the migration begins.
 */
public final class Sides {

  /** Opens the stores of both sides. */
  public interface Opener {

    /**
     * Opens a store on the current context.
     *
     * @param beside what it holds: empty for the data itself, else a store of its own beside the
     *     data on the same server, such as {@code dirty}
     * @return fails if the server cannot be reached
     */
    Future<Store> open(Vertx vertx, Side side, String beside);

    /**
     * Opens the queue in front of both stores on the current context.
     *
     * @return fails if there is none
     */
    default Future<WriteQueue> openQueue(Vertx vertx) {
      return Future.failedFuture(
          new UnsupportedOperationException("this migration has no queue for writes"));
    }

    /**
     * Begins to take what is queued, in the order of each key, on the current context.
     *
     * @param taker puts a write into both stores; it is tried again until it succeeds
     * @return ends the taking; fails if there is no queue
     */
    default Future<Supplier<Future<Void>>> takeQueue(Vertx vertx, Taker taker) {
      return openQueue(vertx).mapEmpty();
    }
  }

  /** Puts what was queued into the stores. */
  public interface Taker {
    Future<Void> take(String key, Entry entry);
  }

  /**
   * Where both sides are and how they are bounded.
   *
   * @throws IllegalArgumentException if they are the same place, or a side would be written in a
   *     format that carries no version, so that concurrent writes could end in different orders
   */
  public record Addresses(StoreAddress old, StoreAddress target, StoreLimits limits)
      implements Opener {

    public Addresses {
      if (old.uri().equals(target.uri()) && old.namespace().equals(target.namespace())) {
        throw new IllegalArgumentException("old and new store are the same: " + old);
      }
      requireVersions(old);
      requireVersions(target);
    }

    @Override
    public Future<Store> open(Vertx vertx, Side side, String beside) {
      StoreAddress address = side == Side.OLD ? old : target;
      return (beside.isEmpty() ? address : address.beside(beside)).open(vertx, limits);
    }

    private static void requireVersions(StoreAddress address) {
      if (!address.carriesVersions()) {
        throw new IllegalArgumentException(
            address
                + ": a store that is written beside another must be written as envelope:"
                + " plain values carry no version to order concurrent writes by");
      }
    }
  }

  /**
   * One side.
   *
   * @param journal beside this store: the keys in which the other store may be behind it
   */
  record Opened(Store store, DirtyJournal journal) {

    Future<Void> there() {
      return store instanceof AwaitedStore awaited ? awaited.there() : Future.succeededFuture();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Sides.class);

  private final Vertx vertx;
  private final Opener opener;
  private final HybridClock clock;
  private final Map<Side, Future<Opened>> openedBySide = new ConcurrentHashMap<>();
  private Future<WriteQueue> queue; // null until a policy needs it
  private Overlay overlay; // what went into the queue

  /**
   * @param clock the clock that all writers of this process share
   */
  public Sides(Vertx vertx, Opener opener, HybridClock clock) {
    this.vertx = vertx;
    this.opener = opener;
    this.clock = clock;
  }

  /**
   * Opens what the policy uses; done when it is there. What was opened for a process that began
   * without it need only be there if a read needs it.
   */
  public Future<Void> openFor(Policy policy) {
    return openFor(
        policy,
        side -> {
          Future<Opened> known = openedBySide.get(side);
          return known != null && known.succeeded()
              ? policy.reads(side) ? known.result().there() : Future.succeededFuture()
              : open(side).mapEmpty();
        });
  }

  /**
   * The same for a process that begins: a store that no read needs may be away; it is opened when
   * it comes back.
   */
  Future<Void> beginFor(Policy policy) {
    return openFor(
        policy,
        side ->
            open(side)
                .recover(
                    failure ->
                        policy.reads(side) || !isAway(failure)
                            ? Future.failedFuture(failure)
                            : await(side, failure))
                .mapEmpty());
  }

  private Future<Void> openFor(Policy policy, Function<Side, Future<Void>> opening) {
    Future<Void> both = Future.succeededFuture();
    for (Side side : Side.values()) {
      if (policy.uses(side)) {
        both = both.compose(done -> opening.apply(side));
      }
    }
    return policy.any(cell -> cell.writes() instanceof WritePolicy.Queued)
        ? both.compose(done -> openQueue()).mapEmpty()
        : both;
  }

  /** The store of a side, opened now if it is not open. */
  Future<Store> whenOpen(Side side) {
    return open(side).map(Opened::store);
  }

  /** The store of a side that is open. */
  public Store store(Side side) {
    return opened(side).store();
  }

  /** The journal beside the store of a side that is open. */
  public DirtyJournal journal(Side side) {
    return opened(side).journal();
  }

  /** The queue of a policy that needs it and is open. */
  public WriteQueue queue() {
    return queue.result();
  }

  /** What this loop has queued; the queue is open. */
  Overlay overlay() {
    return overlay;
  }

  /** True if the stores may lack writes of this loop that the queue has. */
  boolean hasQueuedWrites() {
    return overlay != null && !overlay.isEmpty();
  }

  /** Closes a store that no policy in force uses, so that it is opened anew when it is needed. */
  public Future<Void> close(Side side) {
    Future<Opened> opening = openedBySide.remove(side);
    return opening == null ? Future.succeededFuture() : close(opening);
  }

  /** How the stores do that are open. Any thread. */
  List<SideWeather> weather() {
    List<SideWeather> open = new ArrayList<>();
    openedBySide.forEach(
        (side, opening) -> {
          if (opening.succeeded()) {
            Store store = opening.result().store();
            open.add(new SideWeather(side, store.name(), store.weather()));
          }
        });
    return open;
  }

  /** Closes what is open; what could not be opened needs no closing. */
  public Future<Void> close() {
    List<Future<Void>> closings = new ArrayList<>();
    openedBySide.values().forEach(opening -> closings.add(close(opening)));
    openedBySide.clear();
    if (queue != null) {
      closings.add(
          queue.transform(
              opening -> opening.failed() ? Future.succeededFuture() : opening.result().close()));
      queue = null;
    }
    return Future.join(closings).mapEmpty();
  }

  private static Future<Void> close(Future<Opened> opening) {
    return opening.transform(
        opened ->
            opened.failed()
                ? Future.<Void>succeededFuture()
                : Future.join(opened.result().store().close(), opened.result().journal().close())
                    .mapEmpty());
  }

  private Future<WriteQueue> openQueue() {
    if (queue == null || queue.failed()) {
      queue = opener.openQueue(vertx).onSuccess(open -> overlay = new Overlay(open, clock));
    }
    return queue;
  }

  private Future<Opened> open(Side side) {
    Future<Opened> known = openedBySide.get(side);
    if (known != null && !known.failed()) {
      return known;
    }
    Future<Opened> opening =
        opener
            .open(vertx, side, "")
            .compose(
                store ->
                    opener
                        .open(vertx, side, "dirty")
                        .map(marks -> new Opened(store, new DirtyJournal(marks, clock)))
                        .onFailure(failure -> store.close()));
    openedBySide.put(side, opening);
    return opening;
  }

  private static boolean isAway(Throwable failure) {
    return failure instanceof StoreException store && store.kind() != StoreException.Kind.REFUSED;
  }

  private Future<Opened> await(Side side, Throwable failure) {
    LOG.warn(
        "begins without the {} store, which no read needs now: {}", side, failure.getMessage());
    var opened =
        new Opened(
            awaited(side, "", failure), new DirtyJournal(awaited(side, "dirty", failure), clock));
    Future<Opened> known = Future.succeededFuture(opened);
    openedBySide.put(side, known);
    return known;
  }

  private Store awaited(Side side, String beside, Throwable failure) {
    String name = beside.isEmpty() ? side + " store" : side + " store, " + beside;
    return new AwaitedStore(vertx, name, () -> opener.open(vertx, side, beside), failure);
  }

  private Opened opened(Side side) {
    Future<Opened> opening = openedBySide.get(side);
    if (opening == null || !opening.succeeded()) {
      throw new IllegalStateException("the " + side + " store is not open");
    }
    return opening.result();
  }
}
