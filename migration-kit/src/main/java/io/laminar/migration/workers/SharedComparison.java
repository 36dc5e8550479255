package io.laminar.migration.workers;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Digests;
import io.laminar.migration.verify.Verifier;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Leads a comparison that workers carry out: they sum up the ranges of both stores, and where the
 * sums differ they hold the ranges against the other store, and mend what differs if that is asked
 * for.
 *
 * <p>A comparison that was interrupted goes on from what was summed up. Meanwhile a member may have
 * died between its two writes of a key; so whatever was written since the comparison began is then
 * looked at as well. Belongs to one context; one run at a time.
 */
public final class SharedComparison implements SharedJob {

  /**
   * What is compared.
   *
   * @param job the comparison's name; a legal key
   * @param plan hash of the plan
   * @param quiet longer than any write takes
   */
  public record Options(String job, String plan, Plan.Workers workers, Duration quiet) {}

  private final LeaderParts parts;
  private final Function<Side, Store> stores;
  private final Options options;
  private final RangeQueue queue;
  private final Board board;
  private final Leader leader;

  private Optional<ComparisonState> state = Optional.empty();
  private boolean resumed;
  private long before;
  private long resumedAt;
  private long startedNanos;

  SharedComparison(
      LeaderParts parts, Function<Side, Store> stores, Options options, RangeQueue queue) {
    this.parts = parts;
    this.stores = stores;
    this.options = options;
    this.queue = queue;
    this.board = new Board(parts.checkpoints(), parts.clock(), options.job());
    this.leader = new Leader(parts, queue, board);
  }

  /**
   * Opens it on the current context; waits for Kafka if it is away.
   *
   * @param stores as far as their keys move
   */
  public static Future<SharedComparison> open(
      LeaderParts parts, Function<Side, Store> stores, Options options) {
    return parts
        .patience()
        .insist("Kafka", () -> KafkaRanges.open(parts.vertx(), options.workers()))
        .map(queue -> new SharedComparison(parts, stores, options, queue));
  }

  /** Makes the next run begin anew: what was summed up is no longer true. */
  public static Future<Void> forget(LeaderParts parts, String job) {
    var board = new Board(parts.checkpoints(), parts.clock(), job);
    return parts
        .patience()
        .insist("state of " + job, () -> board.read(board.wholeKey()))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : discard(parts, board, ComparisonState.from(found.get())));
  }

  private static Future<Void> discard(LeaderParts parts, Board board, ComparisonState old) {
    return parts
        .patience()
        .insist("orders of " + board.copy(), () -> board.remove(board.ordersKey()))
        .compose(gone -> new Leftovers(board, parts.patience()).remove(old.runs(), old.ranges()))
        .compose(
            gone ->
                parts
                    .patience()
                    .insist("state of " + board.copy(), () -> board.remove(board.wholeKey())));
  }

  /**
   * Compares, going on from what was summed up if it was interrupted.
   *
   * @param authority who is right
   * @param repair whether what differs is mended
   */
  public Future<VerifyReport> run(Side authority, boolean repair) {
    startedNanos = parts.nanoTime().getAsLong();
    return insist("state", () -> board.read(board.wholeKey()))
        .compose(found -> found.isPresent() ? resume(found.get()) : begin())
        .compose(begun -> now().differing().isPresent() ? Future.succeededFuture() : sumUp())
        .compose(summed -> drillDown(authority, repair))
        .compose(
            found -> {
              long live = now().compared().getOrDefault(authority, 0L);
              VerifyReport all = found.plus(new VerifyReport(live, 0, Map.of(), 0, List.of()));
              return discard(parts, board, now()).map(all);
            });
  }

  @Override
  public Progress progress() {
    if (state.isEmpty()) {
      return Progress.NONE;
    }
    long handled = before + leader.handled();
    double seconds = (parts.nanoTime().getAsLong() - startedNanos) / 1e9;
    boolean twice = now().differing().isPresent();
    return new Progress(
        handled,
        now().expected() * (twice ? 2 : 1),
        seconds <= 0 ? 0 : Math.max(0, handled - resumedAt) / seconds);
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

  private ComparisonState now() {
    return state.orElseThrow();
  }

  private Future<Void> save(ComparisonState next) {
    return insist("state", () -> board.write(board.wholeKey(), next.toBuffer()))
        .onSuccess(saved -> state = Optional.of(next));
  }

  private Future<Void> resume(Buffer found) {
    ComparisonState there = ComparisonState.from(found);
    if (!there.plan().equals(options.plan())) {
      return discard(parts, board, there).compose(gone -> begin());
    }
    resumed = true;
    if (there.differing().isEmpty()) {
      state = Optional.of(there);
      return Future.succeededFuture();
    }
    before = there.expected();
    // workers may still look at less than is looked at now
    return save(there.under(parts.clock().next())).compose(saved -> removeLeftovers(there.run()));
  }

  private Future<Void> begin() {
    resumed = false;
    int wanted = options.workers().ranges();
    Store old = stores.apply(Side.OLD);
    return insist(
            "start",
            () ->
                Future.all(
                    old.ranges(wanted), stores.apply(Side.NEW).ranges(wanted), old.estimateSize()))
        .compose(
            known -> {
              long version = parts.clock().next();
              return save(
                  new ComparisonState(
                      options.plan(),
                      version,
                      version,
                      List.of(),
                      Digests.bucketsFor(parts.checkpoints()),
                      2 * known.<Long>resultAt(2),
                      known.resultAt(0),
                      known.resultAt(1),
                      Map.of(),
                      Optional.empty()));
            });
  }

  private Future<Void> sumUp() {
    before = 0;
    var sums = new Sums();
    return leader
        .lead(now().run(), orders(this::digestOf), sums)
        .compose(
            done -> {
              long summed = now().run();
              before = leader.handled();
              return save(now().summedUp(sums.compared, sums.differing(), parts.clock().next()))
                  .compose(saved -> removeLeftovers(summed));
            });
  }

  private Task digestOf(int index) {
    return new Task.Digest(now().sideOf(index), now().buckets());
  }

  private Future<VerifyReport> drillDown(Side authority, boolean repair) {
    BitSet differing = now().differing().orElseThrow();
    if (differing.isEmpty() && !resumed) {
      return Future.succeededFuture(VerifyReport.nothing());
    }
    var findings = new Findings();
    return leader
        .lead(
            now().run(),
            orders(
                index ->
                    new Task.Compare(
                        now().sideOf(index),
                        authority,
                        repair,
                        options.quiet(),
                        now().buckets(),
                        differing,
                        since())),
            findings)
        .map(done -> findings.found);
  }

  private long since() {
    return resumed ? Verifier.since(now().began(), options.quiet()) : Long.MAX_VALUE;
  }

  private List<RangeOrder> orders(IntFunction<Task> task) {
    ComparisonState here = now();
    return IntStream.range(0, here.ranges())
        .mapToObj(
            index ->
                new RangeOrder(
                    options.job(),
                    here.run(),
                    options.plan(),
                    index,
                    here.range(index),
                    task.apply(index)))
        .toList();
  }

  private Future<Void> removeLeftovers(long run) {
    return new Leftovers(board, parts.patience()).remove(run, now().ranges());
  }

  /** How far a range is; what workers had done before this leader came is no haste of ours. */
  private abstract class Gathering implements Leader.Harvest {

    @Override
    public void begins(long handled) {
      resumedAt = resumed ? before + handled : resumedAt;
    }

    @Override
    public long handled(Buffer checkpoint) {
      return CompareCheckpoint.from(checkpoint).handled();
    }

    @Override
    public boolean isFinished(Buffer checkpoint) {
      return CompareCheckpoint.from(checkpoint).finished();
    }
  }

  private final class Sums extends Gathering {

    private final Map<Side, Digests> digests = new EnumMap<>(Side.class);
    private final Map<Side, Long> compared = new EnumMap<>(Side.class);

    Sums() {
      for (Side side : Side.values()) {
        digests.put(side, Digests.of(now().buckets()));
      }
    }

    BitSet differing() {
      return digests.get(Side.OLD).differingFrom(digests.get(Side.NEW));
    }

    @Override
    public Future<Void> take(Map<Integer, Buffer> checkpointByIndex) {
      var left = checkpointByIndex.entrySet().iterator();
      return Loop.until(
          () -> {
            if (!left.hasNext()) {
              return Future.succeededFuture(true);
            }
            var next = left.next();
            return add(now().sideOf(next.getKey()), CompareCheckpoint.from(next.getValue()))
                .map(false);
          });
    }

    private Future<Void> add(Side side, CompareCheckpoint checkpoint) {
      return insist("digests", () -> board.read(checkpoint.digests()))
          .compose(
              found -> {
                if (found.isEmpty()) {
                  return anew(checkpoint.digests());
                }
                digests.get(side).add(Digests.from(found.get()));
                compared.merge(side, checkpoint.found().compared(), Long::sum);
                return Future.succeededFuture();
              });
    }

    private Future<Void> anew(String lost) {
      return discard(parts, board, now())
          .compose(
              gone ->
                  Future.failedFuture(
                      new IllegalStateException(
                          "the digests " + lost + " were removed; compare again, it begins anew")));
    }
  }

  private final class Findings extends Gathering {

    private VerifyReport found = VerifyReport.nothing();

    @Override
    public Future<Void> take(Map<Integer, Buffer> checkpointByIndex) {
      checkpointByIndex
          .values()
          .forEach(checkpoint -> found = found.plus(CompareCheckpoint.from(checkpoint).found()));
      return Future.succeededFuture();
    }
  }

  private <T> Future<T> insist(String what, Supplier<Future<T>> operation) {
    return parts.patience().insist(what + " of " + options.job(), operation);
  }
}
