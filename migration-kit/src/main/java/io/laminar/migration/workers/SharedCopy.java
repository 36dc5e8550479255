package io.laminar.migration.workers;

import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Leads a copy that workers carry out.
 *
 * <p>The copy's own checkpoint lists the ranges and holds what is gathered; each range has a
 * checkpoint of its own, which only its worker writes. A leader that dies goes on from both, hands
 * out again what is left, and what a worker did meanwhile counts. What the target refused comes to
 * light here. Belongs to one context; one run at a time.
 */
public final class SharedCopy implements SharedJob {

  /** So many refused entries are no longer a few odd ones: something is wrong with the target. */
  private static final int MAX_DEAD = 1_000;

  /**
   * What is copied.
   *
   * @param copy the copy's name; a legal key
   * @param plan hash of the plan
   */
  public record Options(String copy, String plan, Plan.Workers workers) {}

  private final LeaderParts parts;
  private final Store source;
  private final Options options;
  private final RangeQueue queue;
  private final Board board;
  private final Leader leader;

  private Checkpoint whole;
  private long run;
  private long before;
  private long resumedAt;
  private long startedNanos;

  SharedCopy(LeaderParts parts, Store source, Options options, RangeQueue queue) {
    this.parts = parts;
    this.source = source;
    this.options = options;
    this.queue = queue;
    this.board = new Board(parts.checkpoints(), parts.clock(), options.copy());
    this.leader = new Leader(parts, queue, board);
  }

  /**
   * Opens it on the current context; waits for Kafka if it is away.
   *
   * @param source the old store, as far as its keys move
   */
  public static Future<SharedCopy> open(LeaderParts parts, Store source, Options options) {
    return parts
        .patience()
        .insist("Kafka", () -> KafkaRanges.open(parts.vertx(), options.workers()))
        .map(queue -> new SharedCopy(parts, source, options, queue));
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
    return insist("checkpoint of " + options.copy(), () -> board.read(board.wholeKey()))
        .compose(found -> found.isPresent() ? resume(found.get()) : begin(floor))
        .compose(begun -> whole.isFinished() ? Future.succeededFuture() : lead())
        .map(done -> whole);
  }

  @Override
  public Progress progress() {
    if (whole == null) {
      return Progress.NONE;
    }
    long handled = before + leader.handled();
    double seconds = (parts.nanoTime().getAsLong() - startedNanos) / 1e9;
    return new Progress(
        handled, whole.expected(), seconds <= 0 ? 0 : Math.max(0, handled - resumedAt) / seconds);
  }

  @Override
  public List<String> workers() {
    return leader.workers();
  }

  @Override
  public String waitingFor() {
    return leader.waitingFor();
  }

  @Override
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
            () -> Future.all(source.ranges(options.workers().ranges()), source.estimateSize()))
        .compose(
            both -> {
              whole = Checkpoint.start(both.resultAt(0), floor, both.resultAt(1));
              run = parts.clock().next();
              return save();
            });
  }

  private Future<Void> lead() {
    before = whole.handled();
    resumedAt = before;
    List<RangeOrder> left = new ArrayList<>();
    long each = whole.expected() / whole.ranges().size();
    for (int i = 0; i < whole.ranges().size(); i++) {
      if (whole.cursors().get(i) != null) {
        String range = whole.ranges().get(i);
        var task = new Task.Copy(whole.floor(), each);
        left.add(new RangeOrder(options.copy(), run, options.plan(), i, range, task));
      }
    }
    return leader
        .lead(run, left, new Gathering())
        .compose(led -> leader.forget(run, whole.ranges().size()));
  }

  /** Takes in what is copied; what workers had done before this leader came is no haste of ours. */
  private final class Gathering implements Leader.Harvest {

    @Override
    public void begins(long handled) {
      resumedAt = before + handled;
    }

    @Override
    public long handled(Buffer checkpoint) {
      return Checkpoint.from(checkpoint).handled();
    }

    @Override
    public boolean isFinished(Buffer checkpoint) {
      return Checkpoint.from(checkpoint).isFinished();
    }

    @Override
    public Future<Void> take(Map<Integer, Buffer> checkpointByIndex) {
      checkpointByIndex.forEach(
          (index, checkpoint) -> {
            Checkpoint all = Checkpoint.from(checkpoint);
            whole = whole.after(index, "", all.copied(), all.skipped(), all.dead());
          });
      return save().compose(saved -> requireFewDead());
    }
  }

  private Future<Void> requireFewDead() {
    return whole.dead().size() <= MAX_DEAD
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                options.copy() + " stopped: " + whole.dead().size() + " entries were refused"));
  }

  private Future<Void> save() {
    return insist(
        "checkpoint of " + options.copy(), () -> board.write(board.wholeKey(), whole.toBuffer()));
  }

  private <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    return parts.patience().insist(what, operation);
  }
}
