package io.laminar.migration.workers;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads workers: hands ranges out, tells the rate, and gathers what the checkpoints of the ranges
 * say.
 *
 * <p>While nobody leads, workers hold: orders that are not renewed are not followed, so pause and
 * rate hold for all of them together. Whatever stopped a worker comes to light here, and nothing is
 * passed over. Belongs to one context; one run at a time.
 */
final class Leader {

  private static final Logger LOG = LoggerFactory.getLogger(Leader.class);
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final long RENEWAL_NANOS = 1_500_000_000L; // several within the life of orders
  private static final long ROLL_CALL_NANOS = 2_000_000_000L;

  /** What becomes of the checkpoints of ranges. */
  interface Harvest {

    /** So many entries were handled before. */
    void begins(long handled);

    /** How many entries a range's checkpoint says were handled. */
    long handled(Buffer checkpoint);

    /** True if there is nothing left to do in the range. */
    boolean isFinished(Buffer checkpoint);

    /**
     * Takes in ranges that are finished, each once.
     *
     * @param checkpointByIndex not empty
     * @return fails if there is no sense in going on
     */
    Future<Void> take(Map<Integer, Buffer> checkpointByIndex);
  }

  private final LeaderParts parts;
  private final RangeQueue queue;
  private final Board board;
  private final List<Range> left = new ArrayList<>();

  private Harvest harvest;
  private long run;
  private long gathered;
  private long counted;
  private Orders told;
  private long toldNanos;
  private List<String> workers = List.of();
  private String workersUnknown = "";
  private long rollCallNanos;
  private boolean calling;

  /** A range that is not gathered yet, and what its worker last wrote of it. */
  private static final class Range {
    private final RangeOrder order;
    private final String key;
    private long handled;

    Range(RangeOrder order, String key) {
      this.order = order;
      this.key = key;
    }
  }

  Leader(LeaderParts parts, RangeQueue queue, Board board) {
    this.parts = parts;
    this.queue = queue;
    this.board = board;
  }

  /**
   * Hands ranges out and waits until all of them are gathered; their checkpoints stay.
   *
   * @param orders of one run
   */
  Future<Void> lead(long newRun, List<RangeOrder> orders, Harvest newHarvest) {
    run = newRun;
    harvest = newHarvest;
    gathered = 0;
    told = null;
    rollCallNanos = parts.nanoTime().getAsLong() - ROLL_CALL_NANOS;
    left.clear();
    orders.forEach(order -> left.add(new Range(order, board.rangeKey(run, order.index()))));
    return insist("failures", () -> board.remove(board.failureKey(run)))
        .compose(cleared -> gather())
        .onSuccess(
            known -> {
              counted = handled();
              harvest.begins(counted);
            })
        .compose(known -> tell())
        .compose(told -> insist("Kafka", () -> queue.publish(ordersLeft())))
        .compose(published -> Loop.until(this::look))
        // from now on an order that is seen again is obsolete
        .compose(done -> insist("orders", () -> board.remove(board.ordersKey())))
        .recover(this::hold);
  }

  /** Removes the checkpoints of the first ranges of a run that is over. */
  Future<Void> forget(long oldRun, int ranges) {
    List<String> keys =
        IntStream.range(0, ranges).mapToObj(index -> board.rangeKey(oldRun, index)).toList();
    return insist("old checkpoints", () -> board.purge(keys));
  }

  /** How many entries of these ranges have been handled. */
  long handled() {
    return gathered + left.stream().mapToLong(range -> range.handled).sum();
  }

  /** Who takes part. */
  List<String> workers() {
    return workers;
  }

  /** What it waits for, in words; empty if it does not. */
  String waitingFor() {
    if (!workersUnknown.isEmpty()) {
      return workersUnknown;
    }
    return told != null && workers.isEmpty()
        ? "a worker: start one with laminar copy-worker and this plan"
        : "";
  }

  private List<RangeOrder> ordersLeft() {
    return left.stream().map(range -> range.order).toList();
  }

  private Future<Boolean> look() {
    callTheRoll();
    return gather()
        .onSuccess(known -> count())
        .compose(known -> requireNoFailure())
        .compose(fine -> tell())
        .compose(
            renewed ->
                left.isEmpty()
                    ? Future.succeededFuture(true)
                    : parts.patience().pass("work of workers", LOOK).map(false));
  }

  /** Takes in what the checkpoints of the ranges say. */
  private Future<Void> gather() {
    List<String> keys = left.stream().map(range -> range.key).toList();
    return insist("checkpoints of workers", () -> parts.checkpoints().getAll(keys))
        .compose(
            found -> {
              Map<Integer, Buffer> finished = new LinkedHashMap<>();
              for (int i = keys.size() - 1; i >= 0; i--) {
                look(left.get(i), found.get(i), finished);
              }
              return finished.isEmpty() ? done() : harvest.take(finished);
            });
  }

  private void look(Range range, Entry entry, Map<Integer, Buffer> finished) {
    Optional<Buffer> its = Board.valueOf(entry);
    // a worker that took the range over may have had to begin before where the last one was
    range.handled = Math.max(range.handled, its.map(harvest::handled).orElse(0L));
    if (its.filter(harvest::isFinished).isPresent()) {
      left.remove(range);
      gathered += range.handled;
      finished.put(range.order.index(), its.get());
    }
  }

  /** Whoever sets the rate must know what workers really handle. */
  private void count() {
    long now = handled();
    parts.pace().count(now - counted);
    counted = now;
  }

  private Future<Void> requireNoFailure() {
    return insist("failures", () -> board.read(board.failureKey(run)))
        .compose(found -> found.isEmpty() ? done() : Future.failedFuture(failure(found.get())));
  }

  private static IllegalStateException failure(Buffer found) {
    var why = new JsonObject(found);
    return new IllegalStateException(
        "worker "
            + why.getString("worker")
            + " could not "
            + why.getString("task")
            + " range "
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
        left.stream().map(range -> range.order.index() % queue.partitions()).distinct().count();
    return rate == 0 ? 0 : (int) Math.max(1, rate / Math.max(1, partitions));
  }

  /** Whoever stops leading says so; if that cannot be said, orders run out by themselves. */
  private Future<Void> hold(Throwable failure) {
    return board
        .write(board.ordersKey(), new Orders(run, true, 0).toBuffer())
        .onFailure(
            unsaid -> LOG.info("workers of {} hold later: {}", board.copy(), unsaid.getMessage()))
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
              workersUnknown =
                  called.failed() ? "Kafka to be back: " + called.cause().getMessage() : "";
              workers = called.failed() ? List.of() : called.result();
            });
  }

  private <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    return parts.patience().insist(what + " of " + board.copy(), operation);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
