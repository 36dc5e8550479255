package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.Difference;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares a sample of reads with the other store, off the request path, and counts what stays
 * different when both are read again a moment later.
 */
final class ShadowReads implements Reader {

  private static final int MAX_PENDING = 64;
  private static final int LOOKS = 3;
  private static final long LOOK_AGAIN_MILLIS = 100;

  /** What the loops of a member found together. */
  static final class Findings {
    final AtomicLong compared = new AtomicLong();
    final AtomicLong divergent = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong lostMarks = new AtomicLong();
  }

  private final Vertx vertx;
  private final HybridClock clock;
  private final Store read;
  private final Store other;
  private final int oneIn;
  private final Findings findings;
  private int untilNext;
  private int pending;

  /**
   * @param oneIn compares one read in so many
   */
  ShadowReads(
      Vertx vertx, HybridClock clock, Store read, Store other, int oneIn, Findings findings) {
    this.vertx = vertx;
    this.clock = clock;
    this.read = read;
    this.other = other;
    this.oneIn = oneIn;
    this.findings = findings;
  }

  /** The read itself, which never waits for the comparison. */
  @Override
  public Future<Entry> get(String key) {
    Future<Entry> answer = read.get(key);
    if (--untilNext <= 0 && pending < MAX_PENDING) {
      untilNext = oneIn;
      pending++;
      answer
          .compose(seen -> compare(key, 1))
          .onComplete(
              compared -> {
                pending--;
                findings.compared.incrementAndGet();
                if (compared.failed()) {
                  findings.failed.incrementAndGet();
                } else if (compared.result()) {
                  findings.divergent.incrementAndGet();
                }
              });
    }
    return answer;
  }

  /** Jobs and batches are not sampled. */
  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return read.getAll(keys);
  }

  /** True if the key differs at every look. */
  private Future<Boolean> compare(String key, int look) {
    List<String> one = List.of(key);
    return Future.all(read.getAll(one), other.getAll(one))
        .compose(
            both -> {
              List<Entry> wanted = both.resultAt(0);
              List<Entry> there = both.resultAt(1);
              boolean differs =
                  Difference.between(
                          wanted.get(0), there.get(0), HybridClock.millisOf(clock.next()))
                      .isPresent();
              if (!differs || look == LOOKS) {
                return Future.succeededFuture(differs);
              }
              return vertx.timer(LOOK_AGAIN_MILLIS).compose(again -> compare(key, look + 1));
            });
  }
}
