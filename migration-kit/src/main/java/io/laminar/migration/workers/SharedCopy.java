package io.laminar.migration.workers;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a copy that workers carry out: hands the ranges out, tells the rate, and gathers what their
 * checkpoints say.
 *
 * <p>The copy's own checkpoint lists the ranges and holds what is gathered; each range has a
 * checkpoint of its own, which only its worker writes. A leader that dies goes on from both, hands
 * out again what is left, and what a worker did meanwhile counts. While nobody leads, workers hold:
 * orders that are not renewed are not followed, so pause and rate hold for all of them together.
 *
 * <p>What the target refused, and whatever else stopped a worker, comes to light here, and nothing
 * is passed over. Belongs to one context; one run at a time.
 */
public final class SharedCopy {

  private static final Logger LOG = LoggerFactory.getLogger(SharedCopy.class);
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final long RENEWAL_NANOS = 1_500_000_000L; // several within the life of orders
  private static final long ROLL_CALL_NANOS = 2_000_000_000L;

  /** So many refused entries are no longer a few odd ones: something is wrong with the target. */
  private static final int MAX_DEAD = 1_000;

  /**
   * What it works with.
   *
   * @param source the old store, as far as its keys move
   * @param checkpoints a store beside the target
   * @param pace the rate of all workers together, and whether they are paused
   */
  public record Parts(
      Vertx vertx,
      Store source,
      Store checkpoints,
      HybridClock clock,
      Pace pace,
      Patience patience,
      LongSupplier nanoTime) {}

  /**
   * What is copied.
   *
   * @param copy the copy's name; a legal key
   * @param plan hash of the plan
   */
  public record Options(String copy, String plan, Plan.Workers workers) {}

  private final Parts parts;
  private final Options options;
  private final RangeQueue queue;
  private final Board board;
  private final List<Range> left = new ArrayList<>();

  private Checkpoint whole;
  private long run;
  private long resumedAt;
  private long counted;
  private long startedNanos;
  private Orders told;
  private long toldNanos;
  private List<String> workers = List.of();
  private String workersUnknown = "";
  private long rollCallNanos;
  private boolean calling;

  /** A range that is not gathered yet, and what its worker last wrote of it. */
  private static final class Range {
    private final int index;
    private final String key;
    private long handled;

    Range(int index, String key) {
      this.index = index;
      this.key = key;
    }
  }

  SharedCopy(Parts parts, Options options, RangeQueue queue) {
    this.parts = parts;
    this.options = options;
    this.queue = queue;
    this.board = new Board(parts.checkpoints(), parts.clock(), options.copy());
  }

  /** Opens it on the current context; waits for Kafka if it is away. */
  public static Future<SharedCopy> open(Parts parts, Options options) {
    return parts
        .patience()
        .insist("Kafka", () -> KafkaRanges.open(parts.vertx(), options.workers()))
        .map(queue -> new SharedCopy(parts, options, queue));
  }

  /** Makes the next run begin anew; what workers still do by the last one no longer counts. */
  public static Future<Void> forget(
      Store checkpoints, HybridClock clock, String copy, Patience patience) {
    var board = new Board(checkpoints, clock, copy);
    return patience
        .insist("orders of " + copy, () -> board.remove(board.ordersKey()))
        .compose(
            gone -> patience.insist("checkpoint of " + copy, () -> board.remove(board.wholeKey())));
  }

  /** Copies, going on from the checkpoints if there are any; done when every range is. */
  public Future<Checkpoint> run(long floor) {
    startedNanos = parts.nanoTime().getAsLong();
    rollCallNanos = startedNanos - ROLL_CALL_NANOS;
    return insist("checkpoint of " + options.copy(), () -> board.read(board.wholeKey()))
        .compose(found -> found.isPresent() ? resume(found.get()) : begin(floor))
        .compose(begun -> whole.isFinished() ? Future.succeededFuture() : lead())
        .map(done -> whole);
  }

  /** How far all workers are together. */
  public Progress progress() {
    if (whole == null) {
      return Progress.NONE;
    }
    long handled = handled();
    double seconds = (parts.nanoTime().getAsLong() - startedNanos) / 1e9;
    return new Progress(
        handled, whole.expected(), seconds <= 0 ? 0 : Math.max(0, handled - resumedAt) / seconds);
  }

  /** Who takes part. */
  public List<String> workers() {
    return workers;
  }

  /** What it waits for, in words; empty if it does not. */
  public String waitingFor() {
    if (!workersUnknown.isEmpty()) {
      return workersUnknown;
    }
    return told != null && workers.isEmpty()
        ? "a worker: start one with laminar copy-worker and this plan"
        : "";
  }

  /** Gives the connections back. */
  public Future<Void> close() {
    return queue.close();
  }

  private Future<Void> resume(Buffer found) {
    whole = Checkpoint.from(found);
    return insist("orders of " + options.copy(), () -> board.read(board.ordersKey()))
        .compose(
            orders -> {
              run = orders.map(Orders::from).map(Orders::run).orElseGet(parts.clock()::next);
              return Future.succeededFuture();
            });
  }

  private Future<Void> begin(long floor) {
    return insist(
            "start of " + options.copy(),
            () ->
                Future.all(
                    parts.source().ranges(options.workers().ranges()),
                    parts.source().estimateSize()))
        .compose(
            both -> {
              whole = Checkpoint.start(both.resultAt(0), floor, both.resultAt(1));
              run = parts.clock().next();
              return save();
            });
  }

  /** Hands out what is left and waits until all of it is gathered. */
  private Future<Void> lead() {
    for (int i = 0; i < whole.ranges().size(); i++) {
      if (whole.cursors().get(i) != null) {
        left.add(new Range(i, board.rangeKey(run, i)));
      }
    }
    return insist("failures of " + options.copy(), () -> board.remove(board.failureKey(run)))
        .compose(cleared -> gather())
        .onSuccess(
            gathered -> {
              resumedAt = handled();
              counted = resumedAt;
            })
        .compose(gathered -> tell())
        .compose(told -> insist("Kafka", () -> queue.publish(orders())))
        .compose(published -> Loop.until(this::look))
        .compose(done -> finish())
        .recover(this::hold);
  }

  private List<RangeOrder> orders() {
    long each = whole.expected() / whole.ranges().size();
    return left.stream()
        .map(
            range ->
                new RangeOrder(
                    options.copy(),
                    run,
                    options.plan(),
                    range.index,
                    whole.ranges().get(range.index),
                    whole.floor(),
                    each))
        .toList();
  }

  private Future<Boolean> look() {
    callTheRoll();
    return gather()
        .onSuccess(gathered -> count())
        .compose(gathered -> requireNoFailure())
        .compose(fine -> tell())
        .compose(
            renewed ->
                left.isEmpty()
                    ? Future.succeededFuture(true)
                    : parts.patience().pass("copy by workers", LOOK).map(false));
  }

  /** Takes in what the checkpoints of the ranges say. */
  private Future<Void> gather() {
    List<String> keys = left.stream().map(range -> range.key).toList();
    return insist("checkpoints of workers", () -> parts.checkpoints().getAll(keys))
        .compose(
            found -> {
              boolean finished = false;
              for (int i = keys.size() - 1; i >= 0; i--) {
                finished |= take(left.get(i), found.get(i));
              }
              return finished ? save() : done();
            });
  }

  /** True if the range is finished. */
  private boolean take(Range range, Entry entry) {
    Optional<Checkpoint> its = Board.valueOf(entry).map(Checkpoint::from);
    range.handled = its.map(Checkpoint::handled).orElse(0L);
    if (its.isEmpty() || !its.get().isFinished()) {
      return false;
    }
    left.remove(range);
    Checkpoint all = its.get();
    whole = whole.after(range.index, "", all.copied(), all.skipped(), all.dead());
    return true;
  }

  /** Whoever sets the rate must know what workers really handle. */
  private void count() {
    long now = handled();
    parts.pace().count(now - counted);
    counted = now;
  }

  private Future<Void> requireNoFailure() {
    if (whole.dead().size() > MAX_DEAD) {
      return Future.failedFuture(
          new IllegalStateException(
              options.copy() + " stopped: " + whole.dead().size() + " entries were refused"));
    }
    return insist("failures of " + options.copy(), () -> board.read(board.failureKey(run)))
        .compose(found -> found.isEmpty() ? done() : Future.failedFuture(failure(found.get())));
  }

  private static IllegalStateException failure(Buffer found) {
    var why = new JsonObject(found);
    return new IllegalStateException(
        "worker "
            + why.getString("worker")
            + " could not copy range "
            + why.getInteger("range")
            + ": "
            + why.getString("message"));
  }

  /** Renews the orders, at once if they change. */
  private Future<Void> tell() {
    Orders now = new Orders(run, parts.pace().isPaused(), share());
    long nowNanos = parts.nanoTime().getAsLong();
    if (now.equals(told) && nowNanos - toldNanos < RENEWAL_NANOS) {
      return done();
    }
    return insist("orders", () -> board.write(board.ordersKey(), now.toBuffer()))
        .onSuccess(
            written -> {
              told = now;
              toldNanos = nowNanos;
            });
  }

  /** What each partition may handle in which ranges are left. */
  private int share() {
    int rate = parts.pace().perSecond();
    long partitions =
        left.stream().map(range -> range.index % queue.partitions()).distinct().count();
    return rate == 0 ? 0 : (int) Math.max(1, rate / Math.max(1, partitions));
  }

  /** An order that is seen again is obsolete now, so the ranges need no checkpoints any more. */
  private Future<Void> finish() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < whole.ranges().size(); i++) {
      keys.add(board.rangeKey(run, i));
    }
    return insist("orders of " + options.copy(), () -> board.remove(board.ordersKey()))
        .compose(over -> insist("old checkpoints", () -> board.purge(keys)));
  }

  /** Whoever stops leading says so; if that cannot be said, orders run out by themselves. */
  private Future<Void> hold(Throwable failure) {
    return board
        .write(board.ordersKey(), new Orders(run, true, 0).toBuffer())
        .onFailure(
            unsaid -> LOG.info("workers of {} hold later: {}", options.copy(), unsaid.getMessage()))
        .transform(said -> Future.failedFuture(failure));
  }

  /** For whoever looks at the status; nothing waits for it. */
  private void callTheRoll() {
    long now = parts.nanoTime().getAsLong();
    if (calling || now - rollCallNanos < ROLL_CALL_NANOS) {
      return;
    }
    calling = true;
    rollCallNanos = now;
    queue
        .workers()
        .onComplete(
            called -> {
              calling = false;
              workersUnknown = called.failed() ? called.cause().getMessage() : "";
              workers = called.failed() ? List.of() : called.result();
            });
  }

  private long handled() {
    return whole.handled() + left.stream().mapToLong(range -> range.handled).sum();
  }

  private Future<Void> save() {
    return insist(
        "checkpoint of " + options.copy(), () -> board.write(board.wholeKey(), whole.toBuffer()));
  }

  private <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    return parts.patience().insist(what, operation);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
